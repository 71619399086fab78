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
    FAILED,
    /** Its time is over or it is being erased: files are going, and nothing brings it back. */
    REMOVING,
    /** Removed when its time was over. The row holds no personal data any more. */
    DELETED,
    /** Erased because somebody asked for it, and another person agreed. The row holds no personal data any more. */
    ERASED;

    /** Whether all of it is in the store. */
    public boolean isKept() {
        return this == COMPLETE || this == INTERRUPTED;
    }

    /** Whether it is gone, or going for good. */
    public boolean isRemoved() {
        return this == REMOVING || this == DELETED || this == ERASED;
    }

    /** Whether nothing is to be finished any more. */
    public boolean isFinal() {
        return isKept() || isRemoved();
    }
}
