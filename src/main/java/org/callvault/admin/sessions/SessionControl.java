package org.callvault.admin.sessions;

import java.util.concurrent.CompletionStage;

/** What operators may do to a live session. */
public interface SessionControl {
    /**
     * Keeps nothing of what arrives from now on, or everything again. The recording lists the time between as paused.
     *
     * @return whether the session is now so; false where no such call lives any more
     */
    CompletionStage<Boolean> pause(String callId, boolean paused);
}
