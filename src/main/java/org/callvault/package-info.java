/**
 * The root: {@link org.callvault.Main} runs a command, {@link org.callvault.Node} puts a node together from the other
 * packages, in the order in which it starts and stops. Read Node first.
 */
@NullMarked
package org.callvault;

import org.jspecify.annotations.NullMarked;
