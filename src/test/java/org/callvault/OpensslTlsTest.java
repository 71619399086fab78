package org.callvault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.callvault.security.CertificateIssuer;
import org.callvault.security.KeyKind;
import org.callvault.security.PemCredentials;
import org.callvault.security.PemOutput;
import org.callvault.session.signal.SipTransport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** OpenSSL, which others wrote, meets a node that requires client certificates. */
@Tag("peers")
class OpensslTlsTest {
    private static final Duration LIFE = Duration.ofDays(1);
    private static final String OPTIONS = """
            OPTIONS sips:srs@127.0.0.1 SIP/2.0
            Via: SIP/2.0/TLS 127.0.0.1:5061;branch=z9hG4bKopenssl
            Max-Forwards: 70
            From: <sips:sbc@127.0.0.1>;tag=1
            To: <sips:srs@127.0.0.1>
            Call-ID: openssl
            CSeq: 1 OPTIONS
            Content-Length: 0

            """.replace("\n", "\r\n");

    @TempDir
    private static Path directory;

    private static TestNode node;

    @BeforeAll
    static void start() throws IOException {
        for (String who : List.of("right", "wrong")) {
            PemCredentials authority =
                    CertificateIssuer.newAuthority("clients", KeyKind.EC_P256, LIFE, InstantSource.system());
            PemOutput.certificates(directory.resolve(who + "-ca.pem"), authority.chain());
            PemCredentials client = CertificateIssuer.of(authority, InstantSource.system())
                    .client("sbc", List.of("sbc.test"), KeyKind.EC_P256, LIFE);
            PemOutput.certificates(directory.resolve(who + ".pem"), client.chain());
            PemOutput.key(directory.resolve(who + ".key"), client);
        }
        Map<String, String> settings = new HashMap<>();
        settings.put("TLS_CLIENT_AUTH", "required");
        settings.put("TLS_CLIENT_CA_PATH", directory.resolve("right-ca.pem").toString());
        node = TestNode.start(directory, settings);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @ParameterizedTest
    @CsvSource({
        "right, -tls1_3, true",
        "right, -tls1_2, true",
        "wrong, -tls1_3, false",
        "wrong, -tls1_2, false",
        "none,  -tls1_3, false",
        "none,  -tls1_2, false"
    })
    void onlyACertificateOfTheRightAuthorityIsAnswered(String who, String version, boolean answered) throws Exception {
        List<String> command = new ArrayList<>(List.of("openssl", "s_client", version, "-quiet", "-connect"));
        command.add("127.0.0.1:" + node.target(SipTransport.TLS).port());
        command.addAll(List.of("-CAfile", directory.resolve("certs/ca.pem").toString(), "-verify_return_error"));
        if (!who.equals("none")) {
            command.addAll(List.of("-cert", directory.resolve(who + ".pem").toString()));
            command.addAll(List.of("-key", directory.resolve(who + ".key").toString()));
        }
        assertThat(said(command)).matches(text -> text.contains("SIP/2.0 200 ") == answered, "answered: " + answered);
    }

    /** What it says up to an answer, or up to its end where it is refused. */
    private static String said(List<String> command) throws Exception {
        Process openssl = new ProcessBuilder(command).redirectErrorStream(true).start();
        StringBuilder all = new StringBuilder();
        try (BufferedReader reader = openssl.inputReader()) {
            openssl.getOutputStream().write(OPTIONS.getBytes(StandardCharsets.US_ASCII));
            openssl.getOutputStream().flush();
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                all.append(line).append('\n');
                if (line.startsWith("SIP/2.0 ")) {
                    return all.toString();
                }
            }
            assertThat(openssl.waitFor(10, TimeUnit.SECONDS)).isTrue();
            return all.toString();
        } finally {
            openssl.destroyForcibly();
        }
    }
}
