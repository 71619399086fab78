package org.callvault.cli;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Starts a node: the port through which commands reach what only the root of the program can put together. */
public interface NodeStarter {
    /**
     * Starts a node and returns when every listener is bound and checked.
     *
     * @param directory where relative paths start and {@code .env} may lie
     * @param environment variables that configure it
     * @param progress told what is being done
     * @throws StartFailed saying what is wrong and what to do
     */
    RunningNode start(Path directory, Map<String, String> environment, Consumer<String> progress);

    /** A node that is ready. */
    interface RunningNode {
        /** What SIP listens on, for example {@code tls 0.0.0.0:5063}. */
        List<String> listening();

        /** Where the API answers. */
        URI api();

        Path dataDirectory();

        /** Completes with the reason when the node has ended by itself, as when its cluster has removed it. */
        CompletionStage<String> ended();

        /** Ends live sessions, seals and finishes their recordings, and stops. */
        void stop();
    }

    /** The node cannot start. */
    final class StartFailed extends RuntimeException {
        public StartFailed(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
