package org.callvault.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys and certificates as OpenSSL writes them, and ours as it reads them. */
@Tag("peers")
class OpensslFilesTest {
    @TempDir
    private Path directory;

    private String openssl(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectInput(
                        Files.writeString(directory.resolve("nothing"), "").toFile())
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    @ParameterizedTest
    @CsvSource({
        "ecparam -name prime256v1 -genkey -out server.key, EC PARAMETERS",
        "ecparam -name secp384r1 -genkey -out server.key, EC PARAMETERS",
        "ecparam -name prime256v1 -genkey -noout -out server.key, EC PRIVATE KEY",
        "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out server.key, PRIVATE KEY",
        "genrsa -traditional -out server.key 2048, RSA PRIVATE KEY",
        "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out server.key, PRIVATE KEY",
        "genpkey -algorithm ED25519 -out server.key, PRIVATE KEY"
    })
    void aKeyInEachFormServesTls(String command, String firstBlock) throws Exception {
        openssl(command.split(" ", -1));
        Path key = directory.resolve("server.key");
        assertThat(Files.readString(key)).startsWith("-----BEGIN " + firstBlock + "-----");
        openssl(
                "req",
                "-x509",
                "-new",
                "-key",
                "server.key",
                "-out",
                "server.pem",
                "-days",
                "40",
                "-subj",
                "/CN=srs",
                "-addext",
                "subjectAltName=DNS:srs.example",
                "-addext",
                "basicConstraints=critical,CA:false");
        PemCredentials loaded = PemCredentials.load(directory.resolve("server.pem"), key);
        TlsRehearsal.run(TlsContexts.server(loaded), loaded.chain());
        assertThat(CertificateChecks.chain(loaded.chain(), Instant.now())).isEmpty();
        assertThat(openssl("x509", "-in", "server.pem", "-noout", "-fingerprint", "-sha256"))
                .contains(CertificateFacts.of(loaded.certificate()).sha256());
    }

    @ParameterizedTest
    @CsvSource({"EC_P256, sslserver, server", "RSA_3072, sslserver, server", "EC_P256, sslclient, client"})
    void opensslAcceptsWhatWeIssueFromItsAuthority(KeyKind kind, String purpose, String role) throws Exception {
        openssl(
                "req",
                "-x509",
                "-new",
                "-newkey",
                "rsa:2048",
                "-noenc",
                "-days",
                "400",
                "-keyout",
                "ca.key",
                "-out",
                "ca.pem",
                "-subj",
                "/C=DE/O=Two names/CN=An authority",
                "-addext",
                "basicConstraints=critical,CA:true",
                "-addext",
                "keyUsage=critical,keyCertSign");
        PemCredentials authority = PemCredentials.load(directory.resolve("ca.pem"), directory.resolve("ca.key"));
        CertificateIssuer issuer = CertificateIssuer.of(authority, Clock.systemUTC());
        List<String> hosts = List.of("srs.example", "192.0.2.1");
        PemCredentials made = role.equals("server")
                ? issuer.server("srs", hosts, kind, Duration.ofDays(30))
                : issuer.client("sbc", hosts, kind, Duration.ofDays(30));
        PemOutput.certificates(directory.resolve("leaf.pem"), List.of(made.certificate()));
        assertThat(openssl(
                        "verify",
                        "-x509_strict",
                        "-purpose",
                        purpose,
                        "-verify_hostname",
                        "srs.example",
                        "-CAfile",
                        "ca.pem",
                        "leaf.pem"))
                .contains("leaf.pem: OK");
    }

    @Test
    void opensslReadsTheKeysWeWrite() throws Exception {
        for (KeyKind kind : KeyKind.values()) {
            PemOutput.key(
                    directory.resolve("our.key"),
                    CertificateIssuer.newAuthority("ours", kind, Duration.ofDays(9), Clock.systemUTC()));
            assertThat(openssl("pkey", "-in", "our.key", "-check", "-noout")).contains("Key is valid");
        }
    }
}
