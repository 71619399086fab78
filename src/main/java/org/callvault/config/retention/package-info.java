/** How long recordings are kept. Read {@link org.callvault.config.retention.RetentionRule} first. */
@NullMarked
package org.callvault.config.retention;

import org.jspecify.annotations.NullMarked;
