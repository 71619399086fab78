package org.callvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.callvault.cli.src.AudioSource;
import org.callvault.cli.src.CallFailed;
import org.callvault.cli.src.CallPlan;
import org.callvault.cli.src.Login;
import org.callvault.cli.src.TestCall;
import org.callvault.security.digest.DigestAlgorithm;
import org.callvault.security.digest.UserEntry;
import org.callvault.security.digest.UserFile;
import org.callvault.session.signal.SipTransport;
import org.callvault.sip.Peer;
import org.callvault.sip.Texts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls of those who can authenticate, and of those who cannot. */
class DigestCallTest {
    private static final String TRUNKS = "callvault.trunks = [{ name = seven, users = [sbc7], require-tls = true }]";

    @TempDir
    private Path directory;

    @Test
    void everyRequestNeedsCredentialsAndTheUserChoosesTheTrunk() throws Exception {
        Path users = directory.resolve("users");
        UserFile.write(
                users,
                List.of(
                        UserEntry.of("sbc7", "callvault", DigestAlgorithm.SHA_256, "secret"),
                        UserEntry.of("sbc7", "callvault", DigestAlgorithm.SHA_512_256, "secret")));
        Path config = Files.writeString(directory.resolve("site.conf"), TRUNKS);
        Map<String, String> settings =
                Map.of("CALLVAULT_DIGEST_USERS", users.toString(), "CALLVAULT_CONFIG", config.toString());
        try (TestNode node = TestNode.start(directory, settings)) {
            for (String method : List.of("INVITE", "OPTIONS", "BYE", "UPDATE")) {
                assertChallenged(node, method);
            }
            CallPlan plan = new CallPlan(
                    node.target(SipTransport.TLS), true, List.of(AudioSource.counted(0), AudioSource.counted(1)));
            refused(plan, "401");
            refused(plan.by(new Login("sbc7", "wrong")), "401");
            refused(
                    new CallPlan(node.target(SipTransport.TCP), false, List.of(AudioSource.counted(0)))
                            .by(new Login("sbc7", "secret")),
                    "403");
            try (TestCall call = TestCall.open(plan.by(new Login("sbc7", "secret")))) {
                call.invite();
                call.talk(Duration.ofMillis(500), TestCall.Progress.NONE);
                call.reInvite("inactive");
                call.hangUp();
                assertThat(node.recordingOf(call.callId()).manifest().endReason())
                        .isEqualTo("bye");
            }
            assertThat(node.counted("callvault_sip_rejected_total{reason=\"wrong-credentials\"}"))
                    .isEqualTo(1);
        }
    }

    private static void assertChallenged(TestNode node, String method) throws Exception {
        try (Peer peer = Peer.udp(node.target(SipTransport.UDP).port())) {
            String to = method.equals("BYE") || method.equals("UPDATE") ? ";tag=x" : "";
            peer.send(Texts.request(peer, method, Texts.callId(), method, to, "Contact: <sip:a@127.0.0.1>\r\n", ""));
            String answer = peer.receiveFinal();
            assertThat(answer).startsWith("SIP/2.0 401 ");
            assertThat(answer.lines().filter(line -> line.startsWith("WWW-Authenticate: ")))
                    .hasSize(2)
                    .first()
                    .asString()
                    .contains("algorithm=SHA-256", "qop=\"auth\"", "realm=\"callvault\"");
        }
    }

    private static void refused(CallPlan plan, String status) throws Exception {
        try (TestCall call = TestCall.open(plan)) {
            assertThatThrownBy(call::invite).isInstanceOf(CallFailed.class).hasMessageContaining(status);
        }
    }
}
