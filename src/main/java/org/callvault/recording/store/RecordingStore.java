package org.callvault.recording.store;

import java.io.IOException;
import java.util.Optional;
import org.callvault.recording.RecordingId;

/** Where recordings are put together and then kept. All calls block. */
public interface RecordingStore extends KeptRecordings {
    /** Begins a recording; what an earlier, broken attempt left is thrown away. */
    StagedRecording stage(RecordingId id) throws IOException;

    /**
     * As {@link #location}, for whoever is about to put a recording together: one that was committed and has not arrived
     * yet, because the store was away, is brought there, and need not be put together again.
     *
     * @throws StoreAway when it is still on its way
     */
    default Optional<String> resume(RecordingId id) throws IOException {
        return location(id);
    }
}
