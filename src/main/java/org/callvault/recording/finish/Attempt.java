package org.callvault.recording.finish;

import java.io.IOException;
import org.callvault.recording.Progress;

/** One attempt to finish a recording, as whoever watches over it sees it. */
interface Attempt {
    /** Of somebody who is alone and not in a hurry. */
    Attempt ALONE = new Attempt() {
        @Override
        public Progress at(FinishStage stage) {
            return Progress.NONE;
        }

        @Override
        public void stillOurs() {}
    };

    /** A stage begins; what comes back is told how far it is. */
    Progress at(FinishStage stage);

    /**
     * Asked before something that others can see is done.
     *
     * @throws IOException when the recording is somebody else's to finish by now, or nobody can tell
     */
    void stillOurs() throws IOException;
}
