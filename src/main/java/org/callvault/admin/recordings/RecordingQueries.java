package org.callvault.admin.recordings;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.callvault.recording.catalog.SearchFilter;

/**
 * What this API asks of recordings: the port that the root fills from catalog and store. All calls return at once; ids have
 * the shape of a {@link org.callvault.recording.RecordingId} before they come here.
 */
public interface RecordingQueries {
    /**
     * Recordings, newest first.
     *
     * @param limit 1 to 200
     * @param cursor of the page before, as the client gave it; empty for the first page
     * @param filter which recordings
     * @return fails with {@link InvalidCursor} when the cursor is none of ours
     */
    CompletionStage<RecordingPage> page(int limit, Optional<String> cursor, SearchFilter filter);

    /** One recording, with its manifest where it is finished. */
    CompletionStage<Optional<RecordingView>> find(String id);

    /** What is not finished yet, the oldest first; at most a thousand. */
    CompletionStage<List<FinishingView>> finishing();

    /** Names of a recording's files of audio, the main one first; that of every recording where there is none yet. */
    CompletionStage<List<String>> audio(String id);

    /**
     * A file of a finished recording; empty when there is no such recording or file. A file never changes once it is
     * there.
     *
     * @param name as the manifest lists it, or manifest.json
     */
    CompletionStage<Optional<KeptFile>> file(String id, String name);

    /** All of a finished recording for strangers, as a zip file; empty when there is none of that id. */
    CompletionStage<Optional<BundleFile>> bundle(String id);

    /** What is sealed in a finished recording under that name; asked only where {@link #file} has the sealed file. */
    CompletionStage<OpenedAudio> opened(String id, String name);
}
