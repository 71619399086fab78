package org.callvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.callvault.cli.CommandRun;
import org.callvault.recording.Recorded;
import org.callvault.recording.RecordingId;
import org.callvault.recording.RecordingJson;
import org.callvault.recording.spool.Spool;
import org.callvault.recording.spool.SpoolWriter;
import org.callvault.security.CertificateIssuer;
import org.callvault.security.KeyKind;
import org.callvault.security.PemCredentials;
import org.callvault.security.PemOutput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that is killed, twice, in the middle of an erasure of many recordings goes on where it was. */
class KilledWhileRemovingTest {
    /** Enough that the last is far when the first are seen to go: each is some writes forced to disk. */
    private static final List<RecordingId> ERASED =
            IntStream.range(0, 40).mapToObj(Recorded::id).toList();
    /** Of the same participant: it stays. */
    private static final RecordingId HELD = Recorded.id(ERASED.size());

    private static final int KILLS = 2;
    private static final int PACKETS = 5;
    private static final Duration WITHIN = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void theNextStartRemovesTheRestAndEachRecordingOnce() throws Exception {
        Map<String, String> settings = Map.of("CALLVAULT_RECIPIENTS", recipient());
        Map<String, String> environment = TestNode.environment(directory, settings);
        Path data = directory.resolve("data");
        Path tombstones = data.resolve("evidence/tombstones");
        spool(data);
        try (NodeProcess node = NodeProcess.serve(directory, environment)) {
            URI api = node.awaitReady();
            awaitCount(api, "state=complete", ERASED.size() + 1);
            order(api, "ada", "hold", "case 4711", "--recording", HELD.value(), "--reason", "a lawsuit");
            erase(api, "--participant", "alice");
            killWhen(node, () -> count(tombstones, ".p7s") >= 2);
        }
        Map<String, Integer> first = content(tombstones, ".p7s");
        try (NodeProcess again = NodeProcess.serve(directory, environment)) {
            // While files are being deleted; where that is never seen, when all is nearly done.
            killWhen(
                    again,
                    () -> count(tombstones, ".p7s") == ERASED.size()
                            || (count(tombstones, ".p7s") > ERASED.size() / 2
                                    && count(data.resolve("recordings/.gone"), "") > 0));
        }
        Map<String, Integer> second = content(tombstones, ".p7s");
        try (TestNode last = TestNode.start(directory, settings)) {
            awaitCount(last.node().api(), "state=erased", ERASED.size());
            awaitCount(last.node().api(), "participant=alice", 1);
        }
        assertThat(content(tombstones, ".p7s")).containsAllEntriesOf(first).containsAllEntriesOf(second);
        assertThat(names(tombstones)).containsExactlyElementsOf(tombstones());
        assertThat(names(data.resolve("recordings"))).isNotEmpty().allSatisfy(file -> assertThat(file)
                .contains("/" + HELD + "/"));
        assertProven(data, ERASED.size() + " were removed with a tombstone", "1 recordings");
        List<String> removals = removals(data);
        assertThat(removals)
                .as("once each, and again where a kill came before the catalog had it")
                .hasSizeBetween(ERASED.size(), ERASED.size() + KILLS)
                .containsOnly(ERASED.stream().map(RecordingId::value).toArray(String[]::new));

        assertAnotherStartDoesNothingAgain(settings, data, removals);
    }

    /** The last recording, released and erased then, tells when the look is over that each start begins with. */
    private void assertAnotherStartDoesNothingAgain(Map<String, String> settings, Path data, List<String> removals)
            throws Exception {
        Map<String, Integer> kept = content(data.resolve("evidence"), "");
        try (TestNode more = TestNode.start(directory, settings)) {
            URI api = more.node().api();
            order(api, "ada", "hold", "case 4711", "--release", "--reason", "settled");
            erase(api, "--recording", HELD.value());
            awaitCount(api, "state=erased", ERASED.size() + 1);
        }
        assertThat(content(data.resolve("evidence"), "")).containsAllEntriesOf(kept);
        assertThat(names(data.resolve("recordings"))).isEmpty();
        assertThat(removals(data))
                .startsWith(removals.toArray(String[]::new))
                .endsWith(HELD.value())
                .hasSize(removals.size() + 1);
        assertProven(data, ERASED.size() + 1 + " were removed with a tombstone", "0 recordings");
    }

    private String recipient() throws IOException {
        PemCredentials reader =
                CertificateIssuer.newAuthority("reader", KeyKind.EC_P256, Duration.ofDays(90), InstantSource.system());
        Path certificate = directory.resolve("reader.pem");
        PemOutput.certificates(certificate, reader.chain());
        return certificate.toString();
    }

    /** Calls that ended, and are to be finished. */
    private static void spool(Path data) throws IOException {
        Files.createDirectories(data);
        Spool spool = Spool.open(data.resolve("spool"), Recorded.key(data), Recorded.SETTINGS, Recorded.CLOCK);
        try (SpoolWriter writer = spool.writer(0)) {
            for (RecordingId id :
                    Stream.concat(ERASED.stream(), Stream.of(HELD)).toList()) {
                Recorded.describe(writer, Recorded.description(id, null, "PCMU/8000"));
                for (int i = 0; i < PACKETS; i++) {
                    Recorded.append(writer, id, 0, i, Recorded.START_MICROS + 20_000L * i);
                }
                Recorded.describe(writer, Recorded.description(id, Recorded.START.plusSeconds(1), "PCMU/8000"));
                writer.flush();
            }
        }
    }

    private void erase(URI api, String... target) throws IOException {
        String asked = order(
                api,
                "ada",
                Stream.concat(Stream.of("erase", "--reason", "asked for"), Stream.of(target))
                        .toArray(String[]::new));
        String approval = json(asked.substring(asked.indexOf('{')))
                .path("approval")
                .path("id")
                .asText();
        order(api, "bob", "approve", approval);
    }

    private static String order(URI api, String who, String... order) {
        List<String> all = new ArrayList<>(List.of(order));
        all.addAll(List.of("--as", who, "--api", api.toString()));
        CommandRun run = CommandRun.of(all.toArray(String[]::new));
        assertThat(run.exit()).as(run.out() + run.err()).isZero();
        return run.out();
    }

    private static void killWhen(NodeProcess node, Callable<Boolean> far) {
        await().atMost(WITHIN)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(far);
        node.kill();
    }

    /** How many files, or directories, with such a name are there now. */
    private static int count(Path directory, String end) {
        String[] names = directory.toFile().list((where, name) -> name.endsWith(end));
        return names == null ? 0 : names.length;
    }

    private void awaitCount(URI api, String query, int count) {
        HttpRequest search = HttpRequest.newBuilder(api.resolve("/api/v1/recordings?limit=200&" + query))
                .build();
        await().atMost(WITHIN)
                .untilAsserted(() -> assertThat(json(client.send(search, HttpResponse.BodyHandlers.ofString())
                                        .body())
                                .path("items"))
                        .hasSize(count));
    }

    private static List<String> tombstones() {
        return ERASED.stream()
                .flatMap(id -> Stream.of(id + ".json", id + ".json.p7s"))
                .sorted()
                .toList();
    }

    /** Of all files below a directory, in order; none where it is not there. */
    private static List<String> names(Path below) throws IOException {
        if (!Files.isDirectory(below)) {
            return List.of();
        }
        try (Stream<Path> all = Files.find(below, 9, (path, attributes) -> attributes.isRegularFile())) {
            return all.map(file -> below.relativize(file).toString()).sorted().toList();
        }
    }

    /** Of what is in each file whose name ends so, a hash. */
    private static Map<String, Integer> content(Path below, String end) throws IOException {
        Map<String, Integer> content = new TreeMap<>();
        for (String file : names(below)) {
            if (file.endsWith(end)) {
                content.put(file, Arrays.hashCode(Files.readAllBytes(below.resolve(file))));
            }
        }
        return content;
    }

    /** The recordings of which the audit says that they were removed, in its order. */
    private static List<String> removals(Path data) throws IOException {
        CommandRun run = CommandRun.of("audit", "show", "--data", data.toString(), "--action", "recording.removed");
        assertThat(run.exit()).as(run.err()).isZero();
        List<String> removals = new ArrayList<>();
        for (String line : run.out().lines().toList()) {
            removals.add(json(line).path("recording").asText());
        }
        return removals;
    }

    private static JsonNode json(String text) throws IOException {
        return RecordingJson.read(text.getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }

    private static void assertProven(Path data, String... told) {
        String own = data.resolve("signing/certificate.pem").toString();
        CommandRun audit = CommandRun.of("audit", "verify", "--data", data.toString(), "--ca", own);
        assertThat(audit.out()).as(audit.err()).contains("GREEN").doesNotContain("WRONG");
        CommandRun chain = CommandRun.of("verify", "--chain", "--ca", own, data.toString());
        assertThat(chain.out()).as(chain.err()).contains(told).contains("GREEN");
    }
}
