package org.callvault.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import javax.net.ssl.SSLEngine;
import org.callvault.config.Settings.ClientAuth;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevelopmentCertificatesTest {
    private static final List<String> HOSTS = List.of("localhost", "127.0.0.1");

    @Test
    void keysAreReadableByTheirOwnerOnly(@TempDir Path directory) throws Exception {
        DevelopmentCertificates made = DevelopmentCertificates.create(directory.resolve("certs"), HOSTS);
        for (Path key : List.of(made.key(), directory.resolve("certs/ca.key"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                    .isEqualTo("rw-------");
        }
        try (var files = Files.list(directory.resolve("certs"))) {
            assertThat(files).hasSize(4);
        }
    }

    @Test
    void whatIsThereAndValidIsKept(@TempDir Path directory) throws Exception {
        DevelopmentCertificates first = DevelopmentCertificates.create(directory, HOSTS);
        String certificate = Files.readString(first.certificate());
        DevelopmentCertificates again = DevelopmentCertificates.create(directory, List.of("localhost"));
        assertThat(again).isEqualTo(first);
        assertThat(Files.readString(again.certificate())).isEqualTo(certificate);
    }

    @Test
    void anotherHostGetsANewCertificateFromTheSameAuthority(@TempDir Path directory) throws Exception {
        DevelopmentCertificates first = DevelopmentCertificates.create(directory, HOSTS);
        String authority = Files.readString(first.caCertificate());
        String certificate = Files.readString(first.certificate());
        DevelopmentCertificates other = DevelopmentCertificates.create(directory, List.of("srs.example", "::1"));
        assertThat(Files.readString(other.caCertificate())).isEqualTo(authority);
        assertThat(Files.readString(other.certificate())).isNotEqualTo(certificate);
    }

    @Test
    void enginesSpeakTls12And13Only(@TempDir Path directory) {
        DevelopmentCertificates made = DevelopmentCertificates.create(directory, HOSTS);
        SSLEngine server = TlsContexts.serverEngine(
                TlsContexts.server(PemCredentials.load(made.certificate(), made.key())), ClientAuth.NONE);
        SSLEngine client = TlsContexts.clientEngine(TlsContexts.client(made.caCertificate()), "localhost", 5061);
        assertThat(server.getEnabledProtocols()).containsExactlyInAnyOrder("TLSv1.2", "TLSv1.3");
        assertThat(client.getEnabledProtocols()).containsExactlyInAnyOrder("TLSv1.2", "TLSv1.3");
        assertThat(server.getUseClientMode()).isFalse();
        assertThat(client.getSSLParameters().getEndpointIdentificationAlgorithm())
                .isEqualTo("HTTPS");
    }
}
