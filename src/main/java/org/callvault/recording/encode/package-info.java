/**
 * Formats of audio that finished recordings are written in, sample by sample as they come. Small writers of our own
 * ({@code docs/decisions/0011}); what they write is decoded by ffmpeg in tests. Read
 * {@link org.callvault.recording.encode.AudioEncoder} first.
 */
@NullMarked
package org.callvault.recording.encode;

import org.jspecify.annotations.NullMarked;
