package org.callvault.cli.load;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.callvault.cli.src.PacketSink;

/** A call whose media a {@link Pacer} sends: its thread counts down, the call's own waits. */
final class PacedCall {
    private final FrameSender media;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private int left;
    private volatile boolean stopping;

    PacedCall(FrameSender media, int frames) {
        this.media = media;
        this.left = frames;
    }

    /** Sends the next frame where there is one left; returns the number of packets, -1 when nothing is to come. */
    int next(PacketSink sink) {
        try {
            if (left > 0 && !stopping) {
                left--;
                return media.sendFrame(sink);
            }
            done.complete(null);
        } catch (IOException | RuntimeException failed) {
            done.completeExceptionally(failed);
        }
        return -1;
    }

    /** The pacer sends no more. */
    void abandon() {
        done.complete(null);
    }

    /** No further frames are wanted. */
    void stop() {
        stopping = true;
    }

    /** Waits until nothing is sent any more; what the pacer did is visible then. */
    void await() throws IOException, InterruptedException {
        try {
            done.get();
        } catch (ExecutionException failed) {
            throw new IOException("media could not be sent: " + failed.getCause(), failed);
        }
    }
}
