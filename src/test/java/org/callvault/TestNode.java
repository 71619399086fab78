package org.callvault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.callvault.cli.NodeStarter.RunningNode;
import org.callvault.cli.demo.FinishedRecording;
import org.callvault.cli.src.CallTarget;
import org.callvault.cli.verify.VerifiedRecording;
import org.callvault.recording.manifest.ManifestSchema;
import org.callvault.security.DevelopmentCertificates;
import org.callvault.security.TlsContexts;
import org.callvault.session.signal.SipTransport;

/** A whole node on loopback, with ports of its own. */
public final class TestNode implements AutoCloseable {
    public static final String LOOPBACK = "127.0.0.1";
    private static final Duration FINISH_WITHIN = Duration.ofSeconds(30);

    private final Path directory;
    private final Map<String, String> environment;
    private final RunningNode node;

    private TestNode(Path directory, Map<String, String> environment, RunningNode node) {
        this.directory = directory;
        this.environment = environment;
        this.node = node;
    }

    /** Starts a node in a directory; what is given comes before the usual settings. */
    public static TestNode start(Path directory, Map<String, String> settings) throws IOException {
        Map<String, String> environment = environment(directory, settings);
        RunningNode node = Node.start(directory, environment, line -> {});
        return new TestNode(directory, environment, node);
    }

    /** Settings of a node in that directory: every listener on a free port, media between the given ports. */
    static Map<String, String> environment(Path directory, Map<String, String> settings) throws IOException {
        DevelopmentCertificates certificates = certificates(directory);
        Map<String, String> environment = new HashMap<>();
        environment.put("CALLVAULT_DATA", directory.resolve("data").toString());
        environment.put("CALLVAULT_SIP_BIND", LOOPBACK);
        environment.put("CALLVAULT_PUBLIC_ADDRESS", LOOPBACK);
        environment.put("CALLVAULT_MEDIA_BIND", LOOPBACK);
        environment.put("CALLVAULT_UDP_PORT", freeUdpPort());
        environment.put("CALLVAULT_TCP_PORT", freeTcpPort());
        environment.put("CALLVAULT_ADMIN_PORT", "0");
        environment.put("ENABLE_TLS", "true");
        environment.put("TLS_PORT", freeTcpPort());
        environment.put("TLS_CERT_PATH", certificates.certificate().toString());
        environment.put("TLS_KEY_PATH", certificates.key().toString());
        environment.putAll(settings);
        return environment;
    }

    static CallTarget target(Path directory, Map<String, String> environment, SipTransport transport) {
        String port = environment.get(
                switch (transport) {
                    case UDP -> "CALLVAULT_UDP_PORT";
                    case TCP -> "CALLVAULT_TCP_PORT";
                    case TLS -> "TLS_PORT";
                });
        return new CallTarget(
                LOOPBACK,
                Integer.parseInt(port),
                transport,
                Optional.of(TlsContexts.client(certificates(directory).caCertificate())));
    }

    private static DevelopmentCertificates certificates(Path directory) {
        return DevelopmentCertificates.create(directory.resolve("certs"), List.of(LOOPBACK, "localhost"));
    }

    static String freeTcpPort() throws IOException {
        return Integer.toString(FreePorts.tcp());
    }

    private static String freeUdpPort() throws IOException {
        return Integer.toString(FreePorts.udp());
    }

    public CallTarget target(SipTransport transport) {
        return target(directory, environment, transport);
    }

    public RunningNode node() {
        return node;
    }

    /** Waits for a call's recording and opens it. */
    public VerifiedRecording recordingOf(String callId) throws IOException, InterruptedException {
        FinishedRecording recording = FinishedRecording.await(node.api(), callId, FINISH_WITHIN);
        VerifiedRecording verified = VerifiedRecording.open(recording.directory(node.dataDirectory()));
        assertThat(ManifestSchema.problems(verified.manifest())).isEmpty();
        return verified;
    }

    /** The value of one counter at the metrics address; 0 when it has not appeared. */
    public double counted(String counter) throws IOException, InterruptedException {
        URI address = node.api().resolve("/metrics");
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofLines())
                    .body()
                    .filter(line -> line.startsWith(counter))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        }
    }

    @Override
    public void close() {
        node.stop();
    }
}
