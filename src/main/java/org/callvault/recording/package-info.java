/**
 * What is kept of a call. While it lives, the lanes write what they receive into the {@code spool}; when it has ended, the
 * {@code finish} package renders that into audio and a manifest ({@code format} holds the arithmetic), puts them into a
 * {@code store} and enters them in the {@code catalog}. Read {@link org.callvault.recording.Recordings} first: it is what
 * sessions ask for; {@code finish.RecordingService} does it.
 */
@NullMarked
package org.callvault.recording;

import org.jspecify.annotations.NullMarked;
