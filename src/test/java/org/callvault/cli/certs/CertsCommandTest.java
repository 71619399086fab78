package org.callvault.cli.certs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.util.List;
import org.callvault.cli.CommandRun;
import org.callvault.security.CertificateFacts;
import org.callvault.security.PemCredentials;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertsCommandTest {
    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

    @TempDir
    private static Path directory;

    private static String ca;

    @BeforeAll
    static void makeAuthority() {
        ca = directory.resolve("ca").toString();
        assertThat(CommandRun.of("certs", "ca", "--out", ca, "--name", "Müller, Trial=CA")
                        .exit())
                .isZero();
    }

    private static PemCredentials load(Path place, String base) {
        return PemCredentials.load(place.resolve(base + ".pem"), place.resolve(base + ".key"));
    }

    @Test
    void aServerCertificateNamesItsHostsAndIsSignedByTheAuthority() throws Exception {
        Path out = directory.resolve("server");
        CommandRun run = CommandRun.of(
                "certs",
                "server",
                "--ca",
                ca,
                "--host",
                "srs.example",
                "--host",
                "192.0.2.10",
                "--host",
                "2001:db8::1",
                "--out",
                out.toString());
        assertThat(run.exit()).as(run.err()).isZero();
        X509Certificate made = load(out, "server").certificate();
        X509Certificate authority =
                PemCredentials.certificates(Path.of(ca, "ca.pem")).getFirst();
        made.verify(authority.getPublicKey());
        assertThat(made.getIssuerX500Principal()).isEqualTo(authority.getSubjectX500Principal());
        assertThat(CertificateFacts.of(made).names())
                .containsExactly("DNS:srs.example", "IP:192.0.2.10", "IP:2001:db8:0:0:0:0:0:1");
        assertThat(CertificateFacts.of(made).key()).isEqualTo("EC 256");
        assertThat(made.getExtendedKeyUsage()).contains(SERVER_AUTH);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(out.resolve("server.key"))))
                .isEqualTo("rw-------");
    }

    @Test
    void aClientCertificateIsForClientsOnly() throws Exception {
        Path out = directory.resolve("client");
        assertThat(CommandRun.of("certs", "client", "--ca", ca, "--name", "sbc/1", "--rsa", "--out", out.toString())
                        .exit())
                .isZero();
        PemCredentials made = load(out, "sbc-1");
        assertThat(made.certificate().getExtendedKeyUsage()).containsExactly(CLIENT_AUTH);
        assertThat(CertificateFacts.of(made.certificate()).subject()).isEqualTo("CN=sbc/1");
        assertThat(CertificateFacts.of(made.certificate()).key()).isEqualTo("RSA 3072");
    }

    @Test
    void certificatesOfAClusterAreRsaAndShareAName() throws Exception {
        Path out = directory.resolve("cluster");
        assertThat(CommandRun.of("certs", "cluster", "--node", "node-1", "--node", "node-2", "--out", out.toString())
                        .exit())
                .isZero();
        assertThat(CommandRun.of("certs", "cluster", "--node", "node-3", "--out", out.toString())
                        .exit())
                .as("the authority that is there signs more")
                .isZero();
        X509Certificate authority =
                PemCredentials.certificates(out.resolve("ca.pem")).getFirst();
        for (String node : List.of("node-1", "node-2", "node-3")) {
            X509Certificate made = load(out, node).certificate();
            made.verify(authority.getPublicKey());
            assertThat(CertificateFacts.of(made).names()).containsExactly("DNS:callvault-cluster");
            assertThat(CertificateFacts.of(made).key()).isEqualTo("RSA 3072");
            assertThat(made.getExtendedKeyUsage()).contains(SERVER_AUTH, CLIENT_AUTH);
        }
    }

    @Test
    void nothingIsOverwrittenWithoutForce() throws Exception {
        Path out = directory.resolve("once");
        String[] command = {"certs", "server", "--ca", ca, "--host", "a.example", "--out", out.toString()};
        assertThat(CommandRun.of(command).exit()).isZero();
        Files.delete(out.resolve("server.key"));
        String first = Files.readString(out.resolve("server.pem"));
        CommandRun again = CommandRun.of(command);
        assertThat(again.exit()).isEqualTo(1);
        assertThat(again.err()).contains("server.pem is there already").contains("--force");
        assertThat(out.resolve("server.key")).doesNotExist();
        assertThat(Files.readString(out.resolve("server.pem"))).isEqualTo(first);
        CommandRun forced =
                CommandRun.of("certs", "server", "--ca", ca, "--host", "a.example", "--out", out.toString(), "--force");
        assertThat(forced.exit()).isZero();
        assertThat(load(out, "server").certificate().getSerialNumber()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"300.1.1.1", "a b", "", "-x", "host:port"})
    void whatNoCertificateCanNameIsWrongUse(String host) {
        CommandRun run = CommandRun.of("certs", "server", "--ca", ca, "--host=" + host, "--out", ca);
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).contains("neither a DNS name nor an IP address");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ca", "server"})
    void aClientNeverTakesTheFilesOfTheAuthority(String name) {
        assertThat(CommandRun.of("certs", "client", "--ca", ca, "--name", name, "--out", ca, "--force")
                        .exit())
                .isEqualTo(2);
    }

    @Test
    void withoutAnAuthorityItTellsHowToMakeOne() {
        String nowhere = directory.resolve("nowhere").toString();
        CommandRun run = CommandRun.of("certs", "server", "--ca", nowhere, "--host", "a.example", "--out", nowhere);
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("callvault certs ca --out " + nowhere);
        assertThat(Path.of(nowhere)).doesNotExist();
    }

    @Test
    void inspectShowsWhatACertificateSays() throws Exception {
        Path out = directory.resolve("shown");
        CommandRun.of("certs", "server", "--ca", ca, "--host", "shown.example", "--out", out.toString());
        CommandRun run =
                CommandRun.of("certs", "inspect", out.resolve("server.pem").toString());
        X509Certificate made = load(out, "server").certificate();
        assertThat(run.exit()).isZero();
        assertThat(run.out())
                .contains("CN=shown.example", "DNS:shown.example", "EC 256 bits", "364 days left")
                .contains(CertificateFacts.of(made).sha256(), "certificate 2 of 2")
                .doesNotContain("WRONG", "PRIVATE");
    }

    @Test
    void inspectFindsAChainTheWrongWayRound() throws Exception {
        Path out = directory.resolve("turned");
        CommandRun.of("certs", "server", "--ca", ca, "--host", "turned.example", "--out", out.toString());
        String chain = Files.readString(out.resolve("server.pem"));
        int second = chain.lastIndexOf("-----BEGIN");
        Path turned =
                Files.writeString(out.resolve("turned.pem"), chain.substring(second) + chain.substring(0, second));
        CommandRun run = CommandRun.of("certs", "inspect", turned.toString());
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).contains("WRONG: the first certificate is an authority's");
    }

    @Test
    void inspectWarnsOfAnExpiryThatIsNearAndGoesOnAfterAFileThatIsNone() {
        Path out = directory.resolve("near");
        CommandRun.of("certs", "server", "--ca", ca, "--host", "a.example", "--out", out.toString(), "--days", "29");
        CommandRun run = CommandRun.of(
                "certs",
                "inspect",
                out.resolve("server.key").toString(),
                out.resolve("server.pem").toString());
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).contains("there is no certificate in it").contains("SOON: CN=a.example expires in 28");
    }
}
