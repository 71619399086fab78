/**
 * From spool to store: renders what a call left in the spool, writes its manifest and enters it in the catalog, as often as
 * it takes. Read {@link org.callvault.recording.finish.RecordingService} first, then
 * {@link org.callvault.recording.finish.Finisher}.
 */
@NullMarked
package org.callvault.recording.finish;

import org.jspecify.annotations.NullMarked;
