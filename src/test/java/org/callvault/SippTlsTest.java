package org.callvault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.callvault.cli.verify.VerifiedRecording;
import org.callvault.recording.RecordingDescription.Participant;
import org.callvault.recording.manifest.Manifest;
import org.callvault.security.CertificateIssuer;
import org.callvault.security.KeyKind;
import org.callvault.security.PemCredentials;
import org.callvault.security.PemOutput;
import org.callvault.session.signal.SipTransport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SIPp plays the SRC over TLS: it speaks none itself in every build, so stunnel does for it. */
@Tag("peers")
class SippTlsTest {
    private static final Duration LIFE = Duration.ofDays(1);
    private static final String TRUNKS = """
            callvault.trunks = [{ name = paris, certificates = ["sbc.paris.test"], require-client-certificate = true }]
            callvault.default-trunk { require-client-certificate = true }
            """;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"tls-srtp, true", "plain, false"})
    void aCallOverTlsIsRecorded(String scenario, boolean encrypted) throws Exception {
        try (TestNode node = TestNode.start(directory, Map.of());
                Stunnel tunnel = tunnel(node, Optional.empty())) {
            Manifest manifest = recorded(node, tunnel, scenario);
            assertThat(manifest.encrypted()).isEqualTo(encrypted);
            assertThat(manifest.metadata().participants())
                    .extracting(Participant::aor)
                    .containsExactly("sip:ann@bank.example", "sip:bob@client.example");
            assertThat(manifest.streams())
                    .allSatisfy(stream -> assertThat(stream.paused()).hasSize(encrypted ? 1 : 0));
        }
    }

    @Test
    void aTrunkThatRequiresACertificateTakesTheRightOneOnly() throws Exception {
        PemCredentials authority =
                CertificateIssuer.newAuthority("clients", KeyKind.EC_P256, LIFE, InstantSource.system());
        PemOutput.certificates(directory.resolve("client-ca.pem"), authority.chain());
        Path config = Files.writeString(directory.resolve("site.conf"), TRUNKS);
        Map<String, String> settings = Map.of(
                "CALLVAULT_CONFIG", config.toString(),
                "TLS_CLIENT_AUTH", "optional",
                "TLS_CLIENT_CA_PATH", directory.resolve("client-ca.pem").toString());
        try (TestNode node = TestNode.start(directory, settings)) {
            try (Stunnel bare = tunnel(node, Optional.empty())) {
                play(bare, "tls-no-certificate");
            }
            try (Stunnel certified = tunnel(node, Optional.of(identity(authority)))) {
                assertThat(recorded(node, certified, "tls-srtp").encrypted()).isTrue();
            }
            assertThat(node.counted("callvault_sip_rejected_total{reason=\"client-certificate-required\"}"))
                    .isEqualTo(1);
        }
    }

    private Stunnel tunnel(TestNode node, Optional<Stunnel.Identity> identity) throws IOException {
        return Stunnel.to(node.target(SipTransport.TLS), directory, directory.resolve("certs/ca.pem"), identity);
    }

    private Stunnel.Identity identity(PemCredentials authority) throws IOException {
        PemCredentials made = CertificateIssuer.of(authority, InstantSource.system())
                .client("sbc", List.of("sbc.paris.test"), KeyKind.EC_P256, LIFE);
        Path certificate = directory.resolve("sbc.pem");
        Path key = directory.resolve("sbc.key");
        PemOutput.certificates(certificate, made.chain());
        PemOutput.key(key, made);
        return new Stunnel.Identity(certificate, key);
    }

    private Manifest recorded(TestNode node, Stunnel tunnel, String scenario) throws Exception {
        VerifiedRecording recording = node.recordingOf(play(tunnel, scenario));
        assertThat(recording.problems()).isEmpty();
        assertThat(recording.manifest().endReason()).startsWith("bye");
        return recording.manifest();
    }

    private String play(Stunnel tunnel, String scenario) throws Exception {
        String callId = scenario + "@sipp";
        Sipp.play(directory, scenario, callId, "t1", tunnel.port());
        return callId;
    }
}
