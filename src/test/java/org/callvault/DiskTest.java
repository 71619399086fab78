package org.callvault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.callvault.cli.demo.FinishedRecording;
import org.callvault.cli.src.AudioSource;
import org.callvault.cli.src.CallFailed;
import org.callvault.cli.src.CallPlan;
import org.callvault.cli.src.TestCall;
import org.callvault.cli.verify.CountedCheck;
import org.callvault.cli.verify.VerifiedRecording;
import org.callvault.recording.manifest.Manifest;
import org.callvault.session.signal.SipTransport;
import org.callvault.sip.Peer;
import org.callvault.sip.Texts;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Calls while the disk is full or does not answer, for real: a file system of its own that is filled, and a preloaded
 * library that holds up what waits for the disk. Needs util-linux and a C compiler.
 */
@Tag("peers")
class DiskTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int MEGABYTE = 1 << 20;
    private static final String OFFER = "v=0\r\no=sbc 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
            + "m=audio 30000 RTP/AVP 8 0\r\na=label:1\r\na=sendonly\r\n";

    @TempDir
    private Path directory;

    @Test
    void aFullDiskRefusesNewCallsAndCostsLiveOnesNothing() throws Exception {
        Map<String, String> environment = TestNode.environment(directory, Map.of("CALLVAULT_MIN_FREE", "24 MiB"));
        Files.createDirectories(directory.resolve("data"));
        try (NodeProcess node = NodeProcess.serve(directory, environment, TestDisk.OF_ITS_OWN);
                HttpClient http = HttpClient.newHttpClient();
                Peer other = Peer.udp(TestNode.target(directory, environment, SipTransport.UDP)
                        .port())) {
            URI api = node.awaitReady();
            TestDisk disk = TestDisk.of(node, directory);
            try (TestCall call = TestCall.open(plan(environment))) {
                call.invite();
                Map<Integer, Step> steps = Map.of(
                        1, () -> disk.leave(12 * MEGABYTE),
                        2,
                                () -> assertThat(refusal(other))
                                        .startsWith("SIP/2.0 503 ")
                                        .contains("Retry-After: "),
                        3,
                                () -> {
                                    HttpResponse<String> ready = get(http, api.resolve("/health/ready"));
                                    assertThat(ready.statusCode()).isEqualTo(503);
                                    assertThat(ready.body()).contains("the disk has less than 24 MiB left");
                                    disk.leave(0);
                                },
                        6,
                                () -> {
                                    assertThat(metric(http, api, "callvault_spool_failed_flushes"))
                                            .isPositive();
                                    disk.free();
                                });
                call.talk(Duration.ofSeconds(9), (done, all) -> at(steps, done));
                call.hangUp();
                Awaitility.await().until(() -> isTaken(environment));
                FinishedRecording finished = FinishedRecording.await(api, call.callId(), SOON);
                VerifiedRecording recording = VerifiedRecording.open(finished.directory(disk.directory()));
                assertThat(recording.problems()).isEmpty();
                for (int channel = 0; channel < 2; channel++) {
                    assertThat(CountedCheck.of(recording.audio().channel(channel)))
                            .isEqualTo(new CountedCheck(channel, 450, List.of(), 0, 0, 0));
                }
                assertThat(metric(http, api, "callvault_spool_dropped_chunks")).isZero();
            }
        }
    }

    @Test
    void liveCallsGoToTheAlternativeSpoolWhileTheDiskIsFull() throws Exception {
        Path alternative = directory.resolve("alternative");
        Map<String, String> environment = TestNode.environment(
                directory,
                Map.of("CALLVAULT_MIN_FREE", "24 MiB", "CALLVAULT_ALTERNATIVE_SPOOL", alternative.toString()));
        Files.createDirectories(directory.resolve("data"));
        try (NodeProcess node = NodeProcess.serve(directory, environment, TestDisk.OF_ITS_OWN);
                HttpClient http = HttpClient.newHttpClient()) {
            URI api = node.awaitReady();
            TestDisk disk = TestDisk.of(node, directory);
            try (TestCall call = TestCall.open(plan(environment))) {
                call.invite();
                Map<Integer, Step> steps = Map.of(
                        2, () -> disk.leave(0),
                        7,
                                () -> {
                                    assertThat(metric(http, api, "callvault_spool_away"))
                                            .isOne();
                                    assertThat(alternative.toFile().list((in, name) -> name.endsWith(".spool")))
                                            .isNotEmpty();
                                    disk.free();
                                });
                call.talk(Duration.ofSeconds(9), (done, all) -> at(steps, done));
                call.hangUp();
                FinishedRecording finished = FinishedRecording.await(api, call.callId(), SOON);
                VerifiedRecording recording = VerifiedRecording.open(finished.directory(disk.directory()));
                assertThat(recording.problems()).isEmpty();
                for (int channel = 0; channel < 2; channel++) {
                    assertThat(CountedCheck.of(recording.audio().channel(channel)))
                            .isEqualTo(new CountedCheck(channel, 450, List.of(), 0, 0, 0));
                }
                assertThat(metric(http, api, "callvault_spool_dropped_chunks")).isZero();
            }
        }
    }

    @Test
    void aDiskThatDoesNotAnswerForTwoSecondsLosesNothing() throws Exception {
        Manifest manifest = stalled(2, 5, 250);
        assertThat(manifest.gaps()).isEmpty();
        assertThat(manifest.streams())
                .allSatisfy(stream -> assertThat(stream.packets().received()).isEqualTo(250));
    }

    @Test
    void whatTheKernelHadToDropWhileTheDiskDidNotAnswerIsInTheManifest() throws Exception {
        Manifest manifest = stalled(6, 9, 450);
        assertThat(manifest.streams()).allSatisfy(stream -> {
            Manifest.Packets packets = stream.packets();
            assertThat(packets.droppedByKernel()).isPositive();
            assertThat(packets.lost()).isEqualTo(packets.droppedByKernel());
            assertThat(packets.received() + packets.lost()).isEqualTo(450);
            assertThat(manifest.gaps().stream()
                            .filter(gap -> gap.stream() == stream.index())
                            .mapToLong(Manifest.ManifestGap::packets)
                            .sum())
                    .isEqualTo(packets.lost());
        });
    }

    /** What came before the kernel's room was full came when it came, and not when the disk answered again. */
    @Test
    void aDiskThatHangsForTwelveSecondsMovesNothingInTime() throws Exception {
        Manifest manifest = stalled(12, 15, 750);
        assertThat(manifest.flags()).doesNotContain("timestamps_reanchored");
        assertThat(manifest.gaps()).hasSize(2).allSatisfy(gap -> assertThat(gap.packets())
                .isBetween(300L, 500L));
    }

    /**
     * A call during which the disk does not answer for so long, from the first second on. The sockets have room for three
     * seconds.
     */
    private Manifest stalled(int seconds, int talk, int packets) throws Exception {
        Path stall = directory.resolve("stall");
        Path settings = Files.writeString(directory.resolve("site.conf"), "callvault.media.receive-buffer = 64 KiB");
        Map<String, String> environment =
                new HashMap<>(TestNode.environment(directory, Map.of("CALLVAULT_CONFIG", settings.toString())));
        environment.put("LD_PRELOAD", TestDisk.stalling(directory).toString());
        environment.put("STALL_WHILE", stall.toString());
        try (NodeProcess node = NodeProcess.serve(directory, environment, List.of())) {
            URI api = node.awaitReady();
            try (TestCall call = TestCall.open(plan(environment))) {
                call.invite();
                Map<Integer, Step> steps =
                        Map.of(1, () -> Files.createFile(stall), 1 + seconds, () -> Files.delete(stall));
                call.talk(Duration.ofSeconds(talk), (done, all) -> at(steps, done));
                assertThat(call.packetsSent()).containsOnly(packets);
                call.hangUp();
                VerifiedRecording recording = VerifiedRecording.open(
                        FinishedRecording.await(api, call.callId(), SOON).directory(directory.resolve("data")));
                for (int channel = 0; channel < 2; channel++) {
                    CountedCheck check = CountedCheck.of(recording.audio().channel(channel));
                    assertThat(List.of(check.altered(), check.foreign(), check.repeated()))
                            .as(check.toString())
                            .containsOnly(0);
                }
                return recording.manifest();
            }
        }
    }

    private CallPlan plan(Map<String, String> environment) {
        return new CallPlan(
                TestNode.target(directory, environment, SipTransport.TLS),
                true,
                List.of(AudioSource.counted(0), AudioSource.counted(1)));
    }

    /** What happens at some second of a call. */
    private interface Step {
        void run() throws Exception;
    }

    private static void at(Map<Integer, Step> steps, Duration done) {
        Step step = done.toMillis() % 1000 == 0 ? steps.get((int) done.toSeconds()) : null;
        try {
            if (step != null) {
                step.run();
            }
        } catch (Exception e) {
            throw new AssertionError("at " + done, e);
        }
    }

    /** The final answer to a call. */
    private static String refusal(Peer peer) throws IOException {
        peer.send(Texts.invite(peer, Texts.callId(), "Content-Type: application/sdp\r\n", OFFER));
        return peer.receiveFinal();
    }

    private boolean isTaken(Map<String, String> environment) throws Exception {
        try (TestCall call = TestCall.open(plan(environment))) {
            call.invite();
            call.hangUp();
            return true;
        } catch (CallFailed refused) {
            return false;
        }
    }

    static HttpResponse<String> get(HttpClient http, URI address) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
    }

    static double metric(HttpClient http, URI api, String name) throws IOException, InterruptedException {
        return get(http, api.resolve("/metrics"))
                .body()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
