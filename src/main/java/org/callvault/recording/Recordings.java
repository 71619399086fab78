package org.callvault.recording;

import java.util.concurrent.CompletionStage;

/** What sessions ask of recordings. All calls return at once. */
public interface Recordings {
    /** Enters a live recording in the catalog; completes when it is durable, fails when the catalog is away. */
    CompletionStage<Void> begin(RecordingDescription description);

    /** The spool holds all of it: render it, write the manifest, enter it in the catalog. Retried until it works. */
    CompletionStage<Void> finish(RecordingDescription description);
}
