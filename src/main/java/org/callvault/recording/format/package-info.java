/**
 * The arithmetic of audio and time, without files, threads or clocks: G.711, WAV and rtpdump layouts, and where on one
 * common clock each RTP packet belongs. Read {@link org.callvault.recording.format.StreamClock} first.
 */
@NullMarked
package org.callvault.recording.format;

import org.jspecify.annotations.NullMarked;
