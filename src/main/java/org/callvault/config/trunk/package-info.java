/**
 * Who may send calls, and how strictly each is held to the rules. The first trunk that matches a request counts. Read
 * {@link org.callvault.config.trunk.Trunks} first.
 */
@NullMarked
package org.callvault.config.trunk;

import org.jspecify.annotations.NullMarked;
