/**
 * A test SRC: it plays an SBC that records a call, signalling and media, so that a recorder can be tried and counted
 * without one. Read {@link org.callvault.cli.src.TestCall} first. It shares no SIP code with the server on purpose.
 */
@NullMarked
package org.callvault.cli.src;

import org.jspecify.annotations.NullMarked;
