package org.callvault.recording.store;

import java.io.IOException;
import java.nio.file.Path;
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

    /**
     * Puts a file in the place of one of a kept recording, at once and durably: a reader finds the one or the other. It is for
     * sealed files that got other recipients; the manifest stays.
     *
     * @param content a file that the store may take away
     * @throws java.nio.file.NoSuchFileException when there is none of that name
     * @throws IOException also where a store keeps files as they were
     */
    default void replace(RecordingId id, String name, Path content) throws IOException {
        throw new IOException("this store replaces no file of a kept recording");
    }
}
