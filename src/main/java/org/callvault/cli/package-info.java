/**
 * The commands. {@link org.callvault.cli.CallvaultCommand} lists them; what they need of a node they reach through {@link
 * org.callvault.cli.NodeStarter}, which the root implements. Results go to standard output, progress to standard error.
 */
@NullMarked
package org.callvault.cli;

import org.jspecify.annotations.NullMarked;
