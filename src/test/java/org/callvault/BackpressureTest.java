package org.callvault;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.callvault.cli.demo.FinishedRecording;
import org.callvault.cli.src.AudioSource;
import org.callvault.cli.src.CallPlan;
import org.callvault.cli.src.TestCall;
import org.callvault.cli.verify.CountedCheck;
import org.callvault.cli.verify.VerifiedRecording;
import org.callvault.recording.RecordingJson;
import org.callvault.recording.manifest.Manifest;
import org.callvault.session.signal.SipTransport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a whole node does when something behind the calls is too slow for longer than it can bear. Needs what DiskTest needs. */
@Tag("peers")
class BackpressureTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int SPOOL_MEMORY = 1 << 16;

    @TempDir
    private Path directory;

    @Test
    void whatMemoryHadNoRoomForWhileTheDiskWasFullIsInTheManifestSecondBySecond() throws Exception {
        Path settings =
                Files.writeString(directory.resolve("site.conf"), "callvault.recording.spool-memory = " + SPOOL_MEMORY);
        Map<String, String> environment = TestNode.environment(
                directory, Map.of("CALLVAULT_MIN_FREE", "0", "CALLVAULT_CONFIG", settings.toString()));
        Files.createDirectories(directory.resolve("data"));
        try (NodeProcess node = NodeProcess.serve(directory, environment, TestDisk.OF_ITS_OWN);
                HttpClient http = HttpClient.newHttpClient()) {
            URI api = node.awaitReady();
            TestDisk disk = TestDisk.of(node, directory);
            AtomicReference<Double> most = new AtomicReference<>(0.0);
            try (TestCall call = TestCall.open(plan(environment))) {
                call.invite();
                call.talk(Duration.ofSeconds(11), (done, all) -> {
                    try {
                        if (done.toMillis() == 1_000) {
                            disk.leave(0);
                        } else if (done.toMillis() == 9_000) {
                            disk.free();
                        } else if (done.toMillis() % 1_000 == 500) {
                            most.accumulateAndGet(
                                    DiskTest.metric(http, api, "callvault_spool_pending_bytes"), Math::max);
                        }
                    } catch (Exception e) {
                        throw new AssertionError("at " + done, e);
                    }
                });
                call.hangUp();
                VerifiedRecording recording = VerifiedRecording.open(
                        FinishedRecording.await(api, call.callId(), SOON).directory(disk.directory()));
                double dropped = DiskTest.metric(http, api, "callvault_spool_dropped_chunks");
                assertThat(dropped).isBetween(1.0, 8.0);
                assertThat(most.get()).isBetween(SPOOL_MEMORY / 2.0, (double) SPOOL_MEMORY);
                isWholeButForItsGaps(recording, 550);
            }
        }
    }

    /** The other way round: nothing but what the gaps tell is missing, and there is some. */
    private static void isWholeButForItsGaps(VerifiedRecording recording, int sent) throws Exception {
        Manifest manifest = recording.manifest();
        assertThat(manifest.spoolDamage()).isPositive();
        for (Manifest.Stream stream : manifest.streams()) {
            CountedCheck check = CountedCheck.of(recording.audio().channel(stream.channel()));
            long gaps = manifest.gaps().stream()
                    .filter(gap -> gap.stream() == stream.index())
                    .mapToLong(Manifest.ManifestGap::packets)
                    .sum();
            assertThat(gaps).isBetween(50L, 450L).isEqualTo(stream.packets().lost());
            assertThat(stream.packets().received()).isEqualTo(check.found()).isEqualTo(sent - gaps);
            assertThat(List.of(check.altered(), check.foreign(), check.repeated()))
                    .as(check.toString())
                    .containsOnly(0);
        }
    }

    @Test
    void aStoreThatDoesNotAnswerHoldsUpNoCallAndGetsEverythingLater() throws Exception {
        Path stall = directory.resolve("stall");
        Map<String, String> environment = new HashMap<>(TestNode.environment(directory, Map.of()));
        environment.put("LD_PRELOAD", TestDisk.stalling(directory).toString());
        environment.put("STALL_WHILE", stall.toString());
        environment.put("STALL_IN", "/recordings/");
        try (NodeProcess node = NodeProcess.serve(directory, environment, List.of());
                HttpClient http = HttpClient.newHttpClient()) {
            URI api = node.awaitReady();
            Files.createFile(stall);
            // As many as there are finishers, and one more.
            List<String> ended = List.of(
                    call(environment, Duration.ofSeconds(1)),
                    call(environment, Duration.ofSeconds(1)),
                    call(environment, Duration.ofSeconds(1)));
            String live = call(environment, Duration.ofSeconds(4));
            JsonNode listed = RecordingJson.read(
                    DiskTest.get(http, api.resolve("/api/v1/recordings?limit=20"))
                            .body()
                            .getBytes(StandardCharsets.UTF_8),
                    JsonNode.class);
            assertThat(listed.path("items"))
                    .hasSize(4)
                    .allSatisfy(item -> assertThat(item.path("state").asText()).isNotEqualTo("complete"));
            assertThat(DiskTest.metric(http, api, "callvault_spool_pending_bytes"))
                    .isLessThan(1 << 20);
            Files.delete(stall);
            for (String callId : ended) {
                holds(api, callId, 50);
            }
            holds(api, live, 200);
        }
    }

    private String call(Map<String, String> environment, Duration time) throws Exception {
        try (TestCall call = TestCall.open(plan(environment))) {
            call.invite();
            call.talk(time, TestCall.Progress.NONE);
            call.hangUp();
            return call.callId();
        }
    }

    private void holds(URI api, String callId, int packets) throws Exception {
        VerifiedRecording recording = VerifiedRecording.open(
                FinishedRecording.await(api, callId, SOON).directory(directory.resolve("data")));
        assertThat(recording.problems()).isEmpty();
        for (int channel = 0; channel < 2; channel++) {
            assertThat(CountedCheck.of(recording.audio().channel(channel)))
                    .isEqualTo(new CountedCheck(channel, packets, List.of(), 0, 0, 0));
        }
    }

    private CallPlan plan(Map<String, String> environment) {
        return new CallPlan(
                TestNode.target(directory, environment, SipTransport.TLS),
                true,
                List.of(AudioSource.counted(0), AudioSource.counted(1)));
    }
}
