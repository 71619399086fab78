package org.callvault.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.callvault.cli.NodeStarter.RunningNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code callvault serve}: one node, until it is told to stop. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = "Run a node: SIP on UDP and TCP 5060, TLS 5063 with a certificate, API on 127.0.0.1:8080.",
        footer = {
            "",
            "Settings come from the environment, .env and the file that CALLVAULT_CONFIG names. The usual ones:",
            "  ENABLE_TLS, TLS_PORT, TLS_CERT_PATH, TLS_KEY_PATH, ENABLE_SRTP, CALLVAULT_DATA,",
            "  CALLVAULT_PUBLIC_ADDRESS, CALLVAULT_SIP_BIND, CALLVAULT_ADMIN_PORT",
            "SIGTERM ends and seals live recordings, then stops the node.",
            "Exit codes: 0 or 143 stopped as told, 2 wrong use, 3 could not start, 5 removed from its cluster: start it again."
        })
final class ServeCommand implements Callable<Integer> {
    private final NodeStarter starter;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    ServeCommand(NodeStarter starter) {
        this.starter = starter;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        RunningNode node = starter.start(Path.of("").toAbsolutePath(), System.getenv(), line -> print(out, line));
        node.listening().forEach(listener -> print(out, "listening on " + listener));
        print(out, "API at " + node.api());
        stopOnSignal(node, out);
        print(out, "ready");
        print(out, "ended: " + node.ended().toCompletableFuture().join());
        return ExitCodes.REMOVED;
    }

    /** The JVM ends when the hook has run. */
    static void stopOnSignal(RunningNode node, PrintWriter out) {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            print(out, "stopping: ending and sealing live recordings");
                            node.stop();
                            print(out, "stopped");
                        },
                        "stop"));
    }

    private static void print(PrintWriter out, String line) {
        out.println(line);
        out.flush();
    }
}
