/**
 * Segments of live calls in a store, so that the loss of a machine with its disk costs seconds, and the way back. Read
 * {@link org.callvault.recording.live.LiveUpload} first.
 */
@NullMarked
package org.callvault.recording.live;

import org.jspecify.annotations.NullMarked;
