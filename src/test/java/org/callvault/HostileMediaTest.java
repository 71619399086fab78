package org.callvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;
import org.callvault.cli.src.AudioSource;
import org.callvault.cli.src.CallFailed;
import org.callvault.cli.src.CallPlan;
import org.callvault.cli.src.TestCall;
import org.callvault.cli.verify.CountedCheck;
import org.callvault.cli.verify.VerifiedRecording;
import org.callvault.session.signal.SipTransport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Junk on the media ports, and more calls than there are ports. */
class HostileMediaTest {
    /** Room for one call of two streams, so that a second one finds no ports. */
    private static final int FIRST_PORT = 21_000;

    private static final int PORTS = 4;

    @TempDir
    private Path directory;

    private TestNode node;

    @BeforeEach
    void start() throws Exception {
        node = TestNode.start(
                directory,
                Map.of(
                        "CALLVAULT_MEDIA_PORT_MIN", Integer.toString(FIRST_PORT),
                        "CALLVAULT_MEDIA_PORT_MAX", Integer.toString(FIRST_PORT + PORTS - 1)));
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void junkAndForgedPacketsAreCountedAndTheCallLosesNothing() throws Exception {
        try (TestCall call = TestCall.open(plan());
                DatagramSocket attacker = new DatagramSocket(0, InetAddress.ofLiteral(TestNode.LOOPBACK))) {
            call.invite();
            Thread flood = Thread.ofVirtual().start(() -> flood(attacker));
            call.talk(Duration.ofSeconds(3), TestCall.Progress.NONE);
            flood.join();
            call.hangUp();
            VerifiedRecording recording = node.recordingOf(call.callId());
            for (int channel = 0; channel < 2; channel++) {
                assertThat(CountedCheck.of(recording.audio().channel(channel)))
                        .isEqualTo(new CountedCheck(channel, 150, List.of(), 0, 0, 0));
            }
            assertThat(recording.manifest().streams())
                    .allSatisfy(stream -> assertThat(stream.packets().rejected())
                            .containsKeys("authentication_failed", "malformed", "not_rtp", "oversize"));
        }
        assertThat(node.counted("callvault_media_packets_total{outcome=\"authentication_failed\"}"))
                .isPositive();
        assertThat(node.counted("callvault_media_packets_total{outcome=\"not_rtp\"}"))
                .isPositive();
    }

    /** What looks like RTP with a false tag, what is too short or too long, and what is something else altogether. */
    private static void flood(DatagramSocket attacker) {
        Random random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = new byte[i % 7 == 0 ? 5 : i % 11 == 0 ? 3000 : 182];
            random.nextBytes(bytes);
            bytes[0] = (byte) (i % 3 == 0 ? 0x16 : 0x80);
            bytes[1] = (byte) (i % 2 == 0 ? 0 : 0xc8);
            try {
                attacker.send(new DatagramPacket(
                        bytes, bytes.length, InetAddress.ofLiteral(TestNode.LOOPBACK), FIRST_PORT + i % PORTS));
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    @Test
    void aCallForWhichNoPortsAreLeftIsRefusedAtOnceAndTheNextOneAfterItEndedIsTaken() throws Exception {
        try (TestCall call = TestCall.open(plan())) {
            call.invite();
            try (TestCall second = TestCall.open(plan())) {
                assertThatThrownBy(second::invite)
                        .isInstanceOf(CallFailed.class)
                        .hasMessageContaining("503")
                        .hasMessageContaining("no media ports are free");
            }
            assertThat(node.counted("callvault_session_refused_total{reason=\"ports_exhausted\"}"))
                    .isEqualTo(1);
            call.talk(Duration.ofMillis(200), TestCall.Progress.NONE);
            call.hangUp();
            assertThat(node.recordingOf(call.callId()).problems()).isEmpty();
        }
        Awaitility.await("freed ports have rested")
                .atMost(Duration.ofSeconds(20))
                .until(this::isTaken);
    }

    private boolean isTaken() throws Exception {
        try (TestCall call = TestCall.open(plan())) {
            call.invite();
            call.hangUp();
            return true;
        } catch (CallFailed refused) {
            return false;
        }
    }

    private CallPlan plan() {
        return new CallPlan(
                node.target(SipTransport.TLS), true, List.of(AudioSource.counted(0), AudioSource.counted(1)));
    }
}
