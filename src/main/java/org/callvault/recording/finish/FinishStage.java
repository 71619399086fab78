package org.callvault.recording.finish;

/** What is done to a recording, one after the other. */
enum FinishStage {
    /** The first pass: what there is, and when. */
    READING,
    /** The second pass: samples to their places. */
    RENDERING,
    /** Audio, as it is kept. */
    WRITING,
    /** The manifest is signed, and everything made durable. */
    KEEPING
}
