package org.callvault.recording.store;

import java.io.IOException;
import org.callvault.recording.RecordingId;

/** The recording was removed for good: nothing is kept under its name any more. */
public class RecordingRemoved extends IOException {
    public RecordingRemoved(RecordingId id) {
        super("recording " + id + " was removed, and does not come back");
    }
}
