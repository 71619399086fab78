package org.callvault.recording.catalog;

/** Where a recording is in its life. */
public enum RecordingState {
    /** The call lives. */
    RECORDING,
    /** The call has ended, the spool is being rendered. */
    FINISHING,
    /** Kept, from beginning to end. */
    COMPLETE,
    /** Kept as far as it got: the process or the machine stopped during the call. */
    INTERRUPTED,
    /** Could not be finished so far, and a person should look; its segments stay in the spool and retries go on. */
    FAILED;

    /** Whether nothing more will happen by itself. */
    public boolean isFinal() {
        return this == COMPLETE || this == INTERRUPTED;
    }
}
