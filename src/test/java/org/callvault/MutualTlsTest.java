package org.callvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.awaitility.Awaitility;
import org.callvault.security.CertificateIssuer;
import org.callvault.security.KeyKind;
import org.callvault.security.PemCredentials;
import org.callvault.security.PemOutput;
import org.callvault.security.TlsContexts;
import org.callvault.session.signal.SipTransport;
import org.callvault.sip.Peer;
import org.callvault.sip.Texts;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that show certificates, as RFC 7866, 12.1 has it, on a whole node. */
class MutualTlsTest {
    private static final Duration LIFE = Duration.ofDays(1);
    private static final String TRUNKS = """
            callvault.trunks = [{ name = paris, certificates = ["sbc.paris.test"], require-client-certificate = true }]
            callvault.default-trunk.allow = false
            """;

    @TempDir
    private Path directory;

    private PemCredentials authority;

    @BeforeEach
    void makeAuthority() throws IOException {
        authority = CertificateIssuer.newAuthority("clients", KeyKind.EC_P256, LIFE, InstantSource.system());
        PemOutput.certificates(directory.resolve("client-ca.pem"), authority.chain());
    }

    @Test
    void theNamesOfACertificateChooseTheTrunk() throws Exception {
        try (TestNode node = start("optional")) {
            assertThat(options(node, client(authority, "sbc.paris.test"))).startsWith("SIP/2.0 200 ");
            assertThat(options(node, client(authority, "sbc.rome.test"))).startsWith("SIP/2.0 403 ");
            assertThat(options(node, node.target(SipTransport.TLS).trust().orElseThrow()))
                    .startsWith("SIP/2.0 403 ");
        }
    }

    @Test
    void aCertificateOfSomebodyElseIsRefusedInTheHandshakeAndAudited() throws Exception {
        // It says that the node's authority signed it, so that the client believes it is wanted.
        PemCredentials forger =
                CertificateIssuer.newAuthority("clients", KeyKind.EC_P256, LIFE, InstantSource.system());
        try (TestNode node = start("optional")) {
            SSLContext forged = client(forger, "sbc.paris.test");
            assertThatThrownBy(() -> options(node, forged)).isInstanceOf(IOException.class);
            Path audit = directory.resolve("data/audit");
            Awaitility.await().untilAsserted(() -> {
                try (var files = Files.list(audit)) {
                    assertThat(Files.readString(files.findFirst().orElseThrow()))
                            .contains("\"action\":\"sip.connection\",\"result\":\"no handshake");
                }
            });
            assertThat(node.counted("callvault_sip_rejected_total{reason=\"handshake\"}"))
                    .isPositive();
        }
    }

    @Test
    void whereCertificatesAreRequiredThereIsNoConnectionWithoutOne() throws Exception {
        try (TestNode node = start("required")) {
            SSLContext bare = node.target(SipTransport.TLS).trust().orElseThrow();
            assertThatThrownBy(() -> options(node, bare)).isInstanceOf(IOException.class);
            assertThat(options(node, client(authority, "sbc.paris.test"))).startsWith("SIP/2.0 200 ");
        }
    }

    private TestNode start(String clientAuth) throws IOException {
        Path file = Files.writeString(directory.resolve("site.conf"), TRUNKS);
        Map<String, String> settings = new HashMap<>();
        settings.put("CALLVAULT_CONFIG", file.toString());
        settings.put("TLS_CLIENT_AUTH", clientAuth);
        settings.put("TLS_CLIENT_CA_PATH", directory.resolve("client-ca.pem").toString());
        return TestNode.start(directory, settings);
    }

    private SSLContext client(PemCredentials signer, String name) throws IOException {
        PemCredentials credentials =
                CertificateIssuer.of(signer, InstantSource.system()).client(name, List.of(name), KeyKind.EC_P256, LIFE);
        return TlsContexts.server(credentials, PemCredentials.certificates(directory.resolve("certs/ca.pem")));
    }

    private static String options(TestNode node, SSLContext context) throws IOException {
        try (Peer peer = Peer.tls(node.target(SipTransport.TLS).port(), context)) {
            peer.send(Texts.request(peer, "OPTIONS", Texts.callId(), "o", "", "", ""));
            return peer.receiveFinal();
        }
    }
}
