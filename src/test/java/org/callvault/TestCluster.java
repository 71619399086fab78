package org.callvault;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.callvault.cli.src.CallTarget;
import org.callvault.recording.RecordingJson;
import org.callvault.security.CertificateIssuer;
import org.callvault.security.KeyKind;
import org.callvault.security.PemCredentials;
import org.callvault.security.PemOutput;
import org.callvault.session.signal.SipTransport;

/**
 * Nodes in processes of their own that form a cluster over mutual TLS, each at a loopback address of its own, with a
 * PostgreSQL.
 */
public final class TestCluster implements AutoCloseable {
    private static final Duration LIFE = Duration.ofDays(2);
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int MEDIA_PORTS = 1000;

    private final Path directory;
    private final EmbeddedPostgres database;
    private final List<Map<String, String>> environments = new ArrayList<>();
    private final Map<Integer, NodeProcess> running = new HashMap<>();
    private final Map<Integer, URI> apis = new HashMap<>();
    private final HttpClient client = HttpClient.newHttpClient();

    private TestCluster(Path directory, EmbeddedPostgres database) {
        this.directory = directory;
        this.database = database;
    }

    /** Starts that many nodes and waits until each knows all. */
    public static TestCluster start(Path directory, int nodes) throws Exception {
        EmbeddedPostgres database = EmbeddedPostgres.builder()
                .setDataDirectory(directory.resolve("postgres/cluster"))
                .setCleanDataDirectory(false)
                .start();
        TestCluster cluster = new TestCluster(directory, database);
        try {
            cluster.configure(nodes);
            for (int node = 0; node < nodes; node++) {
                cluster.launch(node);
            }
            for (int node = 0; node < nodes; node++) {
                cluster.awaitReady(node);
            }
            cluster.awaitNodes(nodes);
            return cluster;
        } catch (Exception | AssertionError e) {
            cluster.close();
            throw e;
        }
    }

    private void configure(int nodes) throws IOException {
        PemCredentials authority = CertificateIssuer.newAuthority("ca", KeyKind.RSA_3072, LIFE, InstantSource.system());
        Path certificates = Files.createDirectory(directory.resolve("cluster-certs"));
        PemOutput.certificates(certificates.resolve("ca.pem"), authority.chain());
        CertificateIssuer issuer = CertificateIssuer.of(authority, InstantSource.system());
        int port = FreePorts.tcp();
        List<String> seeds = IntStream.range(0, nodes)
                .mapToObj(node -> address(node) + ":" + port)
                .toList();
        for (int node = 0; node < nodes; node++) {
            String name = name(node);
            PemCredentials own = issuer.server(name, List.of("callvault-cluster"), KeyKind.RSA_3072, LIFE);
            PemOutput.key(certificates.resolve(name + ".key"), own);
            PemOutput.certificates(certificates.resolve(name + ".pem"), own.chain());
            Map<String, String> settings = new HashMap<>();
            settings.put("CALLVAULT_NODE", name);
            settings.put("CALLVAULT_CATALOG_URL", database.getJdbcUrl("postgres", "postgres"));
            settings.put("CALLVAULT_CATALOG_USER", "postgres");
            settings.put("CALLVAULT_CLUSTER_SEEDS", String.join(",", seeds));
            settings.put("CALLVAULT_CLUSTER_ADDRESS", address(node));
            settings.put("CALLVAULT_CLUSTER_PORT", Integer.toString(port));
            settings.put(
                    "CALLVAULT_CLUSTER_CERT_PATH",
                    certificates.resolve(name + ".pem").toString());
            settings.put(
                    "CALLVAULT_CLUSTER_KEY_PATH",
                    certificates.resolve(name + ".key").toString());
            settings.put(
                    "CALLVAULT_CLUSTER_CA_PATH", certificates.resolve("ca.pem").toString());
            settings.put("CALLVAULT_MEDIA_PORT_MIN", Integer.toString(20_000 + MEDIA_PORTS * node));
            settings.put("CALLVAULT_MEDIA_PORT_MAX", Integer.toString(20_000 + MEDIA_PORTS * node + MEDIA_PORTS - 1));
            environments.add(TestNode.environment(Files.createDirectory(home(node)), settings));
        }
    }

    /** Loopback is not one address but a network of them. */
    private static String address(int node) {
        return "127.0.0." + (node + 2);
    }

    public static String name(int node) {
        return "node-" + (node + 1);
    }

    private Path home(int node) {
        return directory.resolve(name(node));
    }

    /** Where a node keeps what it has. */
    public Path data(int node) {
        return home(node).resolve("data");
    }

    Map<String, String> environment(int node) {
        return environments.get(node);
    }

    /** Starts the process and waits for nothing. */
    void launch(int node) throws IOException {
        running.put(node, NodeProcess.serve(home(node), environments.get(node)));
    }

    void awaitReady(int node) throws InterruptedException {
        apis.put(node, process(node).awaitReady());
    }

    NodeProcess process(int node) {
        return Optional.ofNullable(running.get(node)).orElseThrow();
    }

    /** As kill -9. */
    void kill(int node) {
        process(node).kill();
        running.remove(node);
        apis.remove(node);
    }

    URI api(int node) {
        return Optional.ofNullable(apis.get(node)).orElseThrow();
    }

    CallTarget target(int node, SipTransport transport) {
        return TestNode.target(home(node), environments.get(node), transport);
    }

    /** Waits until every node that runs knows so many. */
    void awaitNodes(int count) {
        await().atMost(SOON)
                .until(() -> apis.keySet().stream().allMatch(node -> names(node).size() == count));
    }

    /** The names of the nodes that a node knows. */
    List<String> names(int node) {
        return StreamSupport.stream(items(node, "/api/v1/nodes").spliterator(), false)
                .map(item -> item.get("name").asText())
                .toList();
    }

    /** How many streams each node receives, as a node tells, in the order of their names. */
    List<Integer> streams(int node) {
        return StreamSupport.stream(items(node, "/api/v1/nodes").spliterator(), false)
                .map(item -> item.get("streams").asInt())
                .toList();
    }

    /** The node that runs the session of a call; empty while none does. */
    Optional<Integer> sessionHome(String callId) {
        return apis.keySet().stream()
                .filter(node -> session(node, callId).isPresent())
                .findFirst();
    }

    /** The node that receives a call's media. */
    int mediaHome(String callId) {
        String name = apis.keySet().stream()
                .flatMap(node -> session(node, callId).stream())
                .findFirst()
                .orElseThrow()
                .get("mediaNode")
                .asText();
        return Integer.parseInt(name.substring("node-".length())) - 1;
    }

    /** A live session as the node that runs it shows it. */
    Optional<JsonNode> session(int node, String callId) {
        return StreamSupport.stream(items(node, "/api/v1/sessions").spliterator(), false)
                .filter(item -> item.get("callId").asText().equals(callId))
                .findFirst();
    }

    private JsonNode items(int node, String path) {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(api(node).resolve(path)).build();
            byte[] body = client.send(request, BodyHandlers.ofByteArray()).body();
            return RecordingJson.read(body, JsonNode.class).get("items");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws IOException {
        running.values().forEach(NodeProcess::close);
        client.close();
        database.close();
    }
}
