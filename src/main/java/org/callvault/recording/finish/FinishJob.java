package org.callvault.recording.finish;

import java.util.concurrent.CompletableFuture;

/** One recording on its way, through as many attempts as it takes. */
final class FinishJob {
    final FinishRequest request;
    final CompletableFuture<Void> done = new CompletableFuture<>();
    int attempts;

    FinishJob(FinishRequest request) {
        this.request = request;
    }
}
