package org.callvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.callvault.config.Settings;
import org.callvault.recording.RecordingJson;
import org.callvault.security.CertificateIssuer;
import org.callvault.security.KeyKind;
import org.callvault.security.PemCredentials;
import org.callvault.security.PemOutput;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example in {@code cluster-config/kubernetes}: what it says, and that nodes with its settings find each other by names. */
class KubernetesExampleTest {
    private static final Duration SOON = Duration.ofMinutes(3);
    private static final Duration LIFE = Duration.ofDays(2);

    @TempDir
    private Path directory;

    @Test
    void eachPodHasSettingsThatAreReadAndIsOneOfTheSeeds() throws IOException {
        Set<String> seeds = new HashSet<>();
        for (int pod = 0; pod < set().at("/spec/replicas").asInt(); pod++) {
            Settings settings = ExampleFiles.settings(environment(pod, "192.0.2.1" + pod), directory);
            assertThat(settings.node().name()).isEqualTo("callvault-" + pod);
            assertThat(settings.cluster().bind()).isEqualTo("192.0.2.1" + pod);
            assertThat(settings.sip().publicAddress()).isEqualTo("192.0.2.1" + pod);
            assertThat(settings.cluster().tls()).isPresent();
            assertThat(settings.cluster().seeds())
                    .element(pod)
                    .isEqualTo(settings.cluster().address() + ":"
                            + settings.cluster().port());
            seeds.addAll(settings.cluster().seeds());
        }
        assertThat(seeds).hasSize(3);
    }

    @Test
    void whatRefersToAnotherPartOfItFits() throws IOException {
        JsonNode pod = set().at("/spec/template");
        String app = pod.at("/metadata/labels/app").asText();
        assertThat(set().at("/spec/selector/matchLabels/app").asText()).isEqualTo(app);
        assertThat(of("PodDisruptionBudget", "callvault")
                        .at("/spec/selector/matchLabels/app")
                        .asText())
                .isEqualTo(app);
        of("ServiceAccount", pod.at("/spec/serviceAccountName").asText());
        JsonNode nodes = of("Service", set().at("/spec/serviceName").asText());
        assertThat(nodes.at("/spec/publishNotReadyAddresses").asBoolean()).isTrue();
        JsonNode container = container();
        Set<String> ports = texts(container.get("ports"), "name");
        for (JsonNode service : List.of(nodes, of("Service", "callvault-sip"))) {
            assertThat(service.at("/spec/selector/app").asText()).isEqualTo(app);
            assertThat(ports).containsAll(texts(service.at("/spec/ports"), "targetPort"));
        }
        Set<String> volumes = texts(pod.at("/spec/volumes"), "name");
        set().at("/spec/volumeClaimTemplates")
                .forEach(claim -> volumes.add(claim.at("/metadata/name").asText()));
        assertThat(texts(container.get("volumeMounts"), "name")).isEqualTo(volumes);
        List<String> mounts = List.copyOf(texts(container.get("volumeMounts"), "mountPath"));
        environment(0, "192.0.2.10").values().forEach(value -> assertThat(
                        !value.startsWith("/") || mounts.stream().anyMatch(value::startsWith))
                .as(value)
                .isTrue());
    }

    @Test
    void theKubeletAsksForPathsThatThereAre() throws Exception {
        try (TestNode node = TestNode.start(directory, Map.of());
                HttpClient client = HttpClient.newHttpClient()) {
            for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
                String path = container().at("/" + probe + "/httpGet/path").asText();
                HttpRequest request =
                        HttpRequest.newBuilder(node.node().api().resolve(path)).build();
                assertThat(client.send(request, BodyHandlers.discarding()).statusCode())
                        .as(probe)
                        .isEqualTo(200);
            }
        }
    }

    /** Also after a pod has come back under its name at another address, as pods do. */
    @Test
    @Tag("peers")
    void podsBecomeAClusterByTheNamesThatStay() throws Exception {
        certificates();
        Path hosts = directory.resolve("hosts");
        List<NodeProcess> pods = new ArrayList<>();
        try (EmbeddedPostgres database = EmbeddedPostgres.builder()
                        .setDataDirectory(directory.resolve("postgres/cluster"))
                        .setCleanDataDirectory(false)
                        .start();
                HttpClient client = HttpClient.newHttpClient()) {
            names(hosts, "127.0.7.1", "127.0.7.2", "127.0.7.3");
            for (int pod = 0; pod < 3; pod++) {
                pods.add(start(pod, "127.0.7." + (pod + 1), database, hosts));
            }
            for (NodeProcess pod : pods) {
                awaitThree(client, pod.awaitReady());
            }
            pods.getFirst().terminate();
            pods.getFirst().awaitEnd();
            names(hosts, "127.0.7.4", "127.0.7.2", "127.0.7.3");
            pods.set(0, start(0, "127.0.7.4", database, hosts));
            awaitThree(client, pods.getFirst().awaitReady());
        } finally {
            pods.forEach(NodeProcess::close);
        }
    }

    private static void awaitThree(HttpClient client, URI api) {
        HttpRequest request =
                HttpRequest.newBuilder(api.resolve("/api/v1/nodes")).build();
        await().atMost(SOON).ignoreExceptionsInstanceOf(IOException.class).untilAsserted(() -> assertThat(texts(
                        RecordingJson.read(
                                        client.send(request, BodyHandlers.ofByteArray())
                                                .body(),
                                        JsonNode.class)
                                .get("items"),
                        "name"))
                .containsExactlyInAnyOrder("callvault-0", "callvault-1", "callvault-2"));
    }

    /** What stands for the cluster's DNS. */
    private static void names(Path hosts, String... addresses) throws IOException {
        List<String> lines = new ArrayList<>(List.of("127.0.0.1 localhost"));
        for (int pod = 0; pod < addresses.length; pod++) {
            lines.add(addresses[pod] + " callvault-" + pod + ".callvault-nodes");
        }
        Files.write(hosts, lines);
    }

    /** One certificate for all pods, as the example's page says. */
    private void certificates() throws IOException {
        PemCredentials authority = CertificateIssuer.newAuthority("ca", KeyKind.RSA_3072, LIFE, InstantSource.system());
        PemCredentials shared = CertificateIssuer.of(authority, InstantSource.system())
                .server("node", List.of("callvault-cluster"), KeyKind.RSA_3072, LIFE);
        PemOutput.certificates(directory.resolve("ca.crt"), authority.chain());
        PemOutput.certificates(directory.resolve("tls.crt"), shared.chain());
        PemOutput.key(directory.resolve("tls.key"), shared);
    }

    private NodeProcess start(int pod, String address, EmbeddedPostgres database, Path hosts) throws IOException {
        Path home = Files.createDirectories(directory.resolve("callvault-" + pod));
        Map<String, String> environment = environment(pod, address);
        environment.put("CALLVAULT_DATA", "data");
        environment.put("CALLVAULT_SIP_BIND", address);
        environment.put("CALLVAULT_MEDIA_BIND", address);
        environment.put("CALLVAULT_ADMIN_PORT", "0");
        environment.put("CALLVAULT_CATALOG_URL", database.getJdbcUrl("postgres", "postgres"));
        environment.put("CALLVAULT_CATALOG_USER", "postgres");
        for (String name : List.of("CLUSTER_CERT tls.crt", "CLUSTER_KEY tls.key", "CLUSTER_CA ca.crt")) {
            String[] words = name.split(" ", -1);
            environment.put(
                    "CALLVAULT_" + words[0] + "_PATH",
                    directory.resolve(words[1]).toString());
        }
        environment.put("TLS_CERT_PATH", directory.resolve("tls.crt").toString());
        environment.put("TLS_KEY_PATH", directory.resolve("tls.key").toString());
        environment.put("JDK_JAVA_OPTIONS", "-Dsun.net.inetaddr.ttl=2 -Djdk.net.hosts.file=" + hosts);
        return NodeProcess.serve(home, environment);
    }

    /** What Kubernetes puts into a pod's environment. */
    private static Map<String, String> environment(int pod, String address) throws IOException {
        Map<String, String> environment = new HashMap<>();
        for (JsonNode source : container().get("envFrom")) {
            JsonNode map = of("ConfigMap", source.at("/configMapRef/name").asText());
            map.get("data")
                    .properties()
                    .forEach(entry ->
                            environment.put(entry.getKey(), entry.getValue().asText()));
        }
        for (JsonNode variable : container().get("env")) {
            String value = variable.path("value").asText();
            for (Map.Entry<String, String> known : environment.entrySet()) {
                value = value.replace("$(" + known.getKey() + ")", known.getValue());
            }
            environment.put(
                    variable.get("name").asText(),
                    switch (variable.at("/valueFrom/fieldRef/fieldPath").asText()) {
                        case "metadata.name" -> "callvault-" + pod;
                        case "status.podIP" -> address;
                        default -> variable.at("/valueFrom/secretKeyRef").isMissingNode() ? value : "secret";
                    });
        }
        return environment;
    }

    private static JsonNode set() throws IOException {
        return of("StatefulSet", "callvault");
    }

    private static JsonNode container() throws IOException {
        return set().at("/spec/template/spec/containers/0");
    }

    private static JsonNode of(String kind, String name) throws IOException {
        return ExampleFiles.yaml("kubernetes/callvault.yaml").stream()
                .filter(document -> document.get("kind").asText().equals(kind))
                .filter(document -> document.at("/metadata/name").asText().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no " + kind + " \"" + name + '"'));
    }

    private static Set<String> texts(JsonNode items, String member) {
        return new HashSet<>(StreamSupport.stream(items.spliterator(), false)
                .map(item -> item.get(member).asText())
                .toList());
    }
}
