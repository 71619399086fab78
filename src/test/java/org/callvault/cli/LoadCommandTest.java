package org.callvault.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.callvault.TestNode;
import org.callvault.recording.RecordingJson;
import org.callvault.session.signal.SipTransport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code callvault load} against a node that lives, one that refuses, and nobody. */
class LoadCommandTest {
    @TempDir
    private Path directory;

    private CommandRun load(TestNode node, SipTransport transport, String... more) {
        List<String> words = new ArrayList<>(List.of("load", "--to"));
        words.add((transport == SipTransport.TLS ? "sips" : "sip") + ":127.0.0.1:"
                + node.target(transport).port());
        words.addAll(List.of("--transport", transport.name()));
        words.addAll(List.of("--ca", directory.resolve("certs/ca.pem").toString()));
        words.addAll(List.of("--report", directory.resolve("load.json").toString()));
        words.addAll(List.of(more));
        return CommandRun.of(words.toArray(String[]::new));
    }

    private JsonNode report() throws IOException {
        return RecordingJson.read(Files.readAllBytes(directory.resolve("load.json")), JsonNode.class);
    }

    private TestNode node(String settings) throws IOException {
        Path file = Files.writeString(directory.resolve("site.conf"), settings);
        return TestNode.start(directory, Map.of("CALLVAULT_CONFIG", file.toString()));
    }

    @Test
    void twentyEncryptedCallsAreCountedToTheLastPacket() throws Exception {
        try (TestNode node = node("")) {
            String api = node.node().api().toString();
            CommandRun run = load(
                    node,
                    SipTransport.TLS,
                    "--calls=20",
                    "--rate=20",
                    "--hold=2s",
                    "--connections=3",
                    "--counted",
                    "--verify",
                    "--api=" + api);
            assertThat(run.exit()).as(run.out() + run.err()).isEqualTo(ExitCodes.OK);
            assertThat(run.out())
                    .contains("20 placed, 20 answered, 0 failed")
                    .containsPattern("(?m)^  to +\\d+ ms +\\d+ #+$")
                    .contains("4000 sent, 4000 received, 0 lost, 0 wrong, counted in the recordings of 20 calls");
            assertThat(run.err()).contains(" calls up, 0 failed, ");
            JsonNode report = report();
            assertThat(report.at("/suite").asText()).isEqualTo("AES_CM_128_HMAC_SHA1_80");
            assertThat(report.at("/calls/answered").asInt()).isEqualTo(20);
            assertThat(report.at("/setUp/p99").asDouble())
                    .isPositive()
                    .isLessThanOrEqualTo(report.at("/setUp/max").asDouble());
            long shown = 0;
            for (JsonNode bucket : report.at("/setUpHistogram")) {
                shown += bucket.path("calls").asLong();
            }
            assertThat(shown).isEqualTo(20);
            assertThat(report.at("/sender/microsPerPacket").asDouble()).isPositive();
            assertThat(report.at("/packets/received").asLong()).isEqualTo(4000);
            assertThat(report.at("/server/packets").asLong()).isGreaterThanOrEqualTo(4000);
            assertThat(report.at("/server/microsPerPacket").asDouble()).isPositive();
            assertThat(report.at("/failures")).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"UDP, --plain, none", "TCP, --plain, none", "TLS, --suite=AEAD_AES_256_GCM, AEAD_AES_256_GCM"})
    void callsThatEndAreReplacedUntilTheTimeIsOver(SipTransport transport, String keying, String suite)
            throws Exception {
        try (TestNode node = node("")) {
            CommandRun run = load(
                    node,
                    transport,
                    keying,
                    "--calls=2",
                    "--rate=50",
                    "--hold=300ms",
                    "--duration=2s",
                    "--api=" + node.node().api());
            assertThat(run.exit()).as(run.out() + run.err()).isEqualTo(ExitCodes.OK);
            JsonNode report = report();
            assertThat(report.at("/suite").asText()).isEqualTo(suite);
            assertThat(report.at("/calls/placed").asInt()).isGreaterThan(2);
            assertThat(report.at("/calls/mostUp").asInt()).isLessThanOrEqualTo(2);
            assertThat(report.at("/packets/from").asText()).isEqualTo("manifests");
            assertThat(report.at("/packets/received").asLong())
                    .isPositive()
                    .isEqualTo(report.at("/packetsSent").asLong());
        }
    }

    @Test
    void whoIsForbiddenIsToldOnceWithTheNumberOfCalls() throws Exception {
        try (TestNode node = node("callvault.default-trunk.allow = false")) {
            CommandRun run = load(node, SipTransport.TCP, "--calls=3", "--rate=50", "--hold=1s");
            assertThat(run.exit()).isEqualTo(ExitCodes.FAILED);
            assertThat(run.out())
                    .contains("3 placed, 0 answered, 3 failed", "3 x the recorder answered 403 ", "on no trunk");
            assertThat(report().at("/failures/0/count").asInt()).isEqualTo(3);
        }
    }

    @Test
    void callsBeyondWhatTheRecorderTakesAreRefusedAndTheOthersCounted() throws Exception {
        try (TestNode node = node("callvault.media.max-streams = 4")) {
            CommandRun run = load(
                    node,
                    SipTransport.TLS,
                    "--calls=4",
                    "--rate=50",
                    "--hold=1s",
                    "--counted",
                    "--api=" + node.node().api());
            assertThat(run.exit()).isEqualTo(ExitCodes.FAILED);
            assertThat(run.out())
                    .contains("4 placed, 2 answered, 2 failed", "2 x the recorder answered 503 ")
                    .contains("200 sent, 200 received, 0 lost");
        }
    }

    @Test
    void whereNothingListensNoCallIsPlaced() {
        CommandRun run = CommandRun.of("load", "--to", "sip:127.0.0.1:1", "--calls", "2");
        assertThat(run.exit()).isEqualTo(ExitCodes.FAILED);
        assertThat(run.err())
                .contains("nothing takes connections at 127.0.0.1:1")
                .doesNotContain("\tat ");
    }
}
