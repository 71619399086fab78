package org.callvault;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.callvault.cli.src.CallTarget;

/** Takes plain TCP on loopback and hands it on over TLS, which others wrote: for programs that speak none. */
final class Stunnel implements AutoCloseable {
    private final Process process;
    private final int port;

    private Stunnel(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** What a client shows of itself: PEM files. */
    record Identity(Path certificate, Path key) {}

    /** Believes the node only if that authority signed its certificate and it names the loopback address. */
    static Stunnel to(CallTarget target, Path directory, Path authority, Optional<Identity> identity)
            throws IOException {
        int port = Integer.parseInt(TestNode.freeTcpPort());
        List<String> lines = new ArrayList<>(List.of("foreground = yes", "debug = notice", "syslog = no", "pid ="));
        lines.addAll(List.of("[siprec]", "client = yes", "verifyChain = yes", "checkIP = " + target.host()));
        lines.add("accept = " + TestNode.LOOPBACK + ":" + port);
        lines.add("connect = " + target.host() + ":" + target.port());
        lines.add("CAfile = " + authority);
        identity.ifPresent(shown -> {
            lines.add("cert = " + shown.certificate());
            lines.add("key = " + shown.key());
        });
        Path settings = Files.write(directory.resolve("stunnel-" + port + ".conf"), lines);
        Process process = new ProcessBuilder("stunnel4", settings.toString())
                .redirectErrorStream(true)
                .start();
        awaitReady(process);
        return new Stunnel(process, port);
    }

    private static void awaitReady(Process process) throws IOException {
        List<String> said = new ArrayList<>();
        BufferedReader reader = process.inputReader();
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            said.add(line);
            if (line.contains("Configuration successful")) {
                // What it goes on saying must not fill the pipe.
                Thread.ofVirtual().start(() -> reader.lines().forEach(_ -> {}));
                return;
            }
        }
        throw new AssertionError("stunnel did not start:\n" + String.join("\n", said));
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
