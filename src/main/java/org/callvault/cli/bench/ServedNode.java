package org.callvault.cli.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.callvault.cli.src.CallTarget;
import org.callvault.security.DevelopmentCertificates;
import org.callvault.security.TlsContexts;
import org.callvault.session.signal.SipTransport;

/** A node in a process of its own, with the settings that it would have anyway but for limits and ports. */
final class ServedNode implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";
    private static final String API = "API at ";
    private static final long STOP_WITHIN_SECONDS = 120;
    private static final String LIMITS = """
            callvault {
              sip.max-setups-per-second = 1000000
              media { port-min = 10000, port-max = 60000, report-interval = 0 }
            }
            """;

    private final Process process;
    private final Path directory;
    private final CallTarget target;
    private final URI api;

    private ServedNode(Process process, Path directory, CallTarget target, URI api) {
        this.process = process;
        this.directory = directory;
        this.target = target;
        this.api = api;
    }

    /** Starts one on free ports of loopback, and waits until it is ready. */
    static ServedNode start() throws IOException {
        Path directory = Files.createTempDirectory("callvault-bench");
        Files.writeString(directory.resolve("bench.conf"), LIMITS);
        DevelopmentCertificates certificates =
                DevelopmentCertificates.create(directory.resolve("certs"), List.of(LOOPBACK));
        int port = freePort();
        ProcessBuilder builder =
                new ProcessBuilder(command()).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment()
                .putAll(Map.ofEntries(
                        Map.entry("CALLVAULT_CONFIG", "bench.conf"),
                        Map.entry("CALLVAULT_DATA", "data"),
                        Map.entry("CALLVAULT_SIP_BIND", LOOPBACK),
                        Map.entry("CALLVAULT_PUBLIC_ADDRESS", LOOPBACK),
                        Map.entry("CALLVAULT_MEDIA_BIND", LOOPBACK),
                        Map.entry("CALLVAULT_UDP_PORT", "0"),
                        Map.entry("CALLVAULT_TCP_PORT", "0"),
                        Map.entry("CALLVAULT_ADMIN_PORT", "0"),
                        Map.entry("ENABLE_TLS", "true"),
                        Map.entry("TLS_PORT", Integer.toString(port)),
                        Map.entry("TLS_CERT_PATH", certificates.certificate().toString()),
                        Map.entry("TLS_KEY_PATH", certificates.key().toString())));
        Process process = builder.start();
        CallTarget target = new CallTarget(
                LOOPBACK, port, SipTransport.TLS, Optional.of(TlsContexts.client(certificates.caCertificate())));
        return new ServedNode(process, directory, target, awaitReady(process));
    }

    private static List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        // Counting what lives in the heap shrinks it, which no node does by itself; it would collect more often then.
        command.add("-XX:MaxHeapFreeRatio=100");
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "org.callvault.Main", "serve"));
        return command;
    }

    private static URI awaitReady(Process process) throws IOException {
        List<String> said = new ArrayList<>();
        URI api = URI.create("http://" + LOOPBACK);
        BufferedReader lines = process.inputReader();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            said.add(line);
            if (line.startsWith(API)) {
                api = URI.create(line.substring(API.length()));
            }
            if (line.equals("ready")) {
                Thread.ofVirtual().start(() -> lines.lines().forEach(ignored -> {}));
                return api;
            }
        }
        throw new IOException("the node did not start:\n" + String.join("\n", said));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    CallTarget target() {
        return target;
    }

    long pid() {
        return process.pid();
    }

    /** RTP packets that were authentic and kept. */
    long received() throws IOException, InterruptedException {
        return counted("callvault_media_packets_total{outcome=\"rtp\"}");
    }

    /** What a counter has come to, with all its labels where none is named. */
    long counted(String counter) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(api.resolve("/metrics")).build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, BodyHandlers.ofLines())
                    .body()
                    .filter(line -> line.startsWith(counter))
                    .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        }
    }

    /** What lives on its heap after a collection, bytes. */
    long liveHeap() throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process histogram = new ProcessBuilder(jcmd.toString(), Long.toString(pid()), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String said = new String(histogram.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        histogram.waitFor();
        return said.lines()
                .filter(line -> line.startsWith("Total"))
                .mapToLong(line -> Long.parseLong(line.strip().split(" +", 3)[2].strip()))
                .findFirst()
                .orElseThrow(() -> new IOException("jcmd does not tell the heap: " + said.strip()));
    }

    @Override
    public void close() throws IOException {
        process.toHandle().destroy();
        try {
            if (!process.waitFor(STOP_WITHIN_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        Directories.delete(directory);
    }

    /** Processor time so far. */
    Duration cpu() throws IOException {
        return ProcessCost.cpu(pid());
    }
}
