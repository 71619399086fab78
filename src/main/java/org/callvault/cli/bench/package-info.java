/**
 * What the media plane costs on this machine: the same SRTP streams into a C receiver that does only what must be done, into
 * a node, and into rtpengine, one after the other.
 */
@NullMarked
package org.callvault.cli.bench;

import org.jspecify.annotations.NullMarked;
