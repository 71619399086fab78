package org.callvault.recording.store;

import java.io.IOException;
import java.nio.file.Path;
import org.callvault.recording.RecordingId;

/** A store on other machines, which takes recordings that are complete and may be away. All calls block, and have an end. */
public interface RemoteStore extends KeptRecordings {
    /**
     * Copies a complete recording and, when this returns, keeps it; one of that id that is kept already stays. It appears at
     * once or not at all: the manifest comes last. What an attempt that was cut off had copied need not be copied again.
     *
     * @param directory holds its files and nothing else
     * @return its location
     * @throws StoreAway when the store as a whole does not serve now
     */
    String deliver(RecordingId id, Path directory) throws IOException;

    /**
     * Whether it would take recordings now.
     *
     * @throws StoreAway when it would not, with what to do about it
     */
    void check() throws IOException;
}
