package org.callvault.cli.life;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.callvault.TestNode;
import org.callvault.cli.CommandRun;
import org.callvault.cli.src.AudioSource;
import org.callvault.cli.src.CallPlan;
import org.callvault.cli.src.TestCall;
import org.callvault.recording.RecordingJson;
import org.callvault.session.signal.SipTransport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of a recording's life against a whole node that has one. */
class LifeCommandsTest {
    private static final String NONE = "01980000-0000-7000-8000-000000000001";

    @TempDir
    private static Path directory;

    private static TestNode node;
    private static String id;

    @BeforeAll
    static void record() throws Exception {
        node = TestNode.start(directory, Map.of());
        try (TestCall call =
                TestCall.open(new CallPlan(node.target(SipTransport.TLS), true, List.of(AudioSource.counted(0))))) {
            call.invite();
            call.talk(Duration.ofMillis(300), TestCall.Progress.NONE);
            call.hangUp();
            id = node.recordingOf(call.callId()).manifest().recording();
        }
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static CommandRun run(String who, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--as", who, "--api", node.node().api().toString()));
        return CommandRun.of(all.toArray(String[]::new));
    }

    private static void assertDone(CommandRun run, String... told) {
        assertThat(run.exit()).as(run.out() + run.err()).isZero();
        assertThat(run.out()).contains(told);
    }

    private static void assertRefused(CommandRun run, String... told) {
        assertThat(run.exit()).as(run.out() + run.err()).isEqualTo(1);
        assertThat(run.out()).startsWith("refused: ").contains(told);
    }

    /** The id in "waits for a second person: callvault approve ID --as OTHER". */
    private static String waiting(CommandRun run) throws IOException {
        assertDone(run, "waits for a second person: callvault approve ");
        String json = run.out().substring(run.out().indexOf('{'));
        return RecordingJson.read(json.getBytes(StandardCharsets.UTF_8), JsonNode.class)
                .path("approval")
                .path("id")
                .asText();
    }

    @Test
    void aRecordingIsHeldAndReleasedKeptLongerAndErasedByTwo() throws Exception {
        assertDone(run("ada", "hold", "case 4711", "--recording", id, "--reason", "a lawsuit"), id);
        assertRefused(run("ada", "erase", "--recording", id, "--reason", "asked for"), "\"case 4711\"", "release it");
        assertDone(run("ada", "hold", "case 4711", "--release", "--reason", "settled"), id);

        assertDone(run("ada", "retain", id, "--until", "forever", "--reason", "history"), "kept so already");
        assertDone(run("ada", "retain", id), "forever", "default");
        String shorter = waiting(run("ada", "retain", id, "--until", "2099-01-01T00:00:00Z", "--reason", "too long"));
        assertDone(run("bob", "approve"), shorter);
        assertDone(run("bob", "approve", shorter, "--refuse"), "REFUSED");

        String erasure = waiting(run("ada", "erase", "--recording", id, "--reason", "asked for"));
        assertRefused(run("ada", "approve", erasure), "a second person");
        assertDone(run("bob", "approve", erasure), id);
        assertRefused(run("eve", "approve", erasure), "decided already, by bob");
        assertRefused(run("ada", "retain", id, "--until", "forever", "--reason", "no"), "it is too late");
    }

    @Test
    void whatIsNotThereIsRefusedAndWhatIsNoOrderIsWrongUse() {
        assertRefused(run("ada", "hold", "x", "--recording", NONE, "--reason", "y"), "no recording");
        assertRefused(run("ada", "retain", NONE), "no kept recording");
        assertRefused(run("ada", "approve", NONE), "nothing with that id waits");
        assertThat(run("ada", "hold", "x", "--reason", "y").err()).contains("--recording or --search");
        for (List<String> wrong : List.of(
                List.of("hold", "x", "--reason", "y"),
                List.of("retain", id, "--until", "forever"),
                List.of("erase", "--recording", id))) {
            assertThat(run("ada", wrong.toArray(String[]::new)).exit())
                    .as(wrong.toString())
                    .isEqualTo(2);
        }
    }

    @Test
    void aNodeThatIsNotThereIsNamedWithWhatToDo() throws IOException {
        String gone;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            gone = "http://127.0.0.1:" + free.getLocalPort();
        }
        for (List<String> each : List.of(
                List.of("hold", "x", "--recording", id, "--reason", "y"),
                List.of("retain", id),
                List.of("erase", "--recording", id, "--reason", "y"),
                List.of("approve"))) {
            List<String> arguments = new ArrayList<>(each);
            arguments.addAll(List.of("--api", gone));
            CommandRun run = CommandRun.of(arguments.toArray(String[]::new));
            assertThat(run.exit()).as(each.toString()).isEqualTo(1);
            assertThat(run.err())
                    .contains("no node answers at " + gone, "start it, or name its API with --api")
                    .doesNotContain("\tat ");
        }
    }
}
