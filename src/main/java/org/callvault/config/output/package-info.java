/**
 * What is made of a recording's audio, for each trunk. Read {@link org.callvault.config.output.Output} first.
 */
@NullMarked
package org.callvault.config.output;

import org.jspecify.annotations.NullMarked;
