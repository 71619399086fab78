/**
 * What a recording holds before anything is decoded: its packets, read entry by entry, and what a first pass finds in them.
 *
 * <p>Read {@link org.callvault.recording.contents.PacketPass} first.
 */
@NullMarked
package org.callvault.recording.contents;

import org.jspecify.annotations.NullMarked;
