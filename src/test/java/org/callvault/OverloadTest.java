package org.callvault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.callvault.cli.src.AudioSource;
import org.callvault.cli.src.CallPlan;
import org.callvault.cli.src.TestCall;
import org.callvault.cli.verify.CountedCheck;
import org.callvault.session.signal.SipTransport;
import org.callvault.sip.Peer;
import org.callvault.sip.Texts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More calls than a node is set to take: a fast 503, and nothing happens to the calls that it has. */
class OverloadTest {
    @TempDir
    private Path directory;

    @Test
    void callsThatComeTooFastGet503AndTheLiveOneLosesNothing() throws Exception {
        Path file = Files.writeString(directory.resolve("site.conf"), "callvault.sip.max-setups-per-second = 1");
        try (TestNode node = TestNode.start(directory, Map.of("CALLVAULT_CONFIG", file.toString()));
                TestCall call = TestCall.open(new CallPlan(
                        node.target(SipTransport.TLS), true, List.of(AudioSource.counted(0), AudioSource.counted(1))));
                Peer other = Peer.udp(node.target(SipTransport.UDP).port())) {
            call.invite();
            Awaitility.await().until(() -> status(other, "INVITE").contains("Retry-After: 1"));
            assertThat(status(other, "OPTIONS")).startsWith("SIP/2.0 503 ").contains("Retry-After: 1");
            call.talk(Duration.ofSeconds(2), TestCall.Progress.NONE);
            call.hangUp();
            assertThat(CountedCheck.of(node.recordingOf(call.callId()).audio().channel(0)))
                    .isEqualTo(new CountedCheck(0, 100, List.of(), 0, 0, 0));
            assertThat(node.counted("callvault_sip_rejected_total{reason=\"setup_rate\"}"))
                    .isGreaterThanOrEqualTo(2);
            Awaitility.await().until(() -> status(other, "OPTIONS").startsWith("SIP/2.0 200 "));
        }
    }

    private static String status(Peer peer, String method) throws IOException {
        String callId = Texts.callId();
        peer.send(Texts.request(peer, method, callId, "o" + callId, "", "Contact: <sip:a@127.0.0.1>\r\n", ""));
        return peer.receiveFinal();
    }
}
