package org.callvault.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.callvault.cli.doctor.Finding.Level;
import org.callvault.config.SettingsLoader;
import org.callvault.recording.Recorded;
import org.callvault.recording.spool.Spool;
import org.callvault.recording.spool.SpoolKey;
import org.callvault.recording.spool.SpoolWriter;
import org.callvault.recording.spool.key.KeyFiles;
import org.callvault.security.CertificateIssuer;
import org.callvault.security.DevelopmentCertificates;
import org.callvault.security.KeyKind;
import org.callvault.security.PemCredentials;
import org.callvault.security.PemOutput;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DoctorTest {
    private static final String LOOPBACK = "127.0.0.1";

    @TempDir
    private Path directory;

    private final Map<String, String> environment = new HashMap<>();
    private DevelopmentCertificates certificates;

    @BeforeEach
    void soundSettings() throws Exception {
        certificates = DevelopmentCertificates.create(directory.resolve("certs"), List.of(LOOPBACK));
        environment.put("CALLVAULT_DATA", directory.resolve("data").toString());
        environment.put("CALLVAULT_SIP_BIND", LOOPBACK);
        environment.put("CALLVAULT_PUBLIC_ADDRESS", LOOPBACK);
        environment.put("CALLVAULT_MEDIA_BIND", LOOPBACK);
        environment.put("CALLVAULT_MEDIA_PORT_MIN", "28000");
        environment.put("CALLVAULT_MEDIA_PORT_MAX", "28099");
        environment.put("CALLVAULT_UDP_PORT", "0");
        environment.put("CALLVAULT_TCP_PORT", "0");
        environment.put("CALLVAULT_ADMIN_PORT", "0");
        environment.put("CALLVAULT_RECIPIENTS", certificates.certificate().toString());
        environment.put("CALLVAULT_MIN_FREE", "1 MiB");
        environment.put("TLS_PORT", Integer.toString(freePort()));
        environment.put("TLS_CERT_PATH", certificates.certificate().toString());
        environment.put("TLS_KEY_PATH", certificates.key().toString());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral(LOOPBACK))) {
            return socket.getLocalPort();
        }
    }

    private List<Finding> examine() {
        return Doctor.examine(directory, environment, Instant.now());
    }

    private Finding only(String check) {
        List<Finding> found = of(check);
        assertThat(found).as(check).hasSize(1);
        return found.getFirst();
    }

    private List<Finding> of(String check) {
        return examine().stream()
                .filter(finding -> finding.check().equals(check))
                .toList();
    }

    /** An authority's chain for the node, made for an hour from the given moment or so. */
    private void install(List<String> hosts, Duration life) throws Exception {
        PemCredentials authority =
                CertificateIssuer.newAuthority("CA", KeyKind.EC_P256, Duration.ofDays(99), Clock.systemUTC());
        PemCredentials server =
                CertificateIssuer.of(authority, Clock.systemUTC()).server("srs", hosts, KeyKind.EC_P256, life);
        PemOutput.certificates(certificates.certificate(), server.chain());
        PemOutput.key(certificates.key(), server);
    }

    @Test
    void aNodeThatWouldStartHasNothingThatFailsAndNothingIsLeftBehind() {
        assertThat(examine()).noneMatch(finding -> finding.level() == Level.FAIL);
        assertThat(examine())
                .filteredOn(finding -> finding.level() == Level.OK)
                .extracting(Finding::check)
                .contains("settings", "certificate", "chain order", "validity", "strength", "purpose", "names")
                .contains("key", "key privacy", "handshake", "data directory", "free space", "port of SIP over TLS")
                .contains("receiving media", "receive buffers");
        assertThat(directory.resolve("data")).doesNotExist();
        try (var left = Files.list(directory)) {
            assertThat(left).containsExactly(directory.resolve("certs"));
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }

    @Test
    void settingsThatCannotBeReadAreTold() {
        environment.put("TLS_PORT", "many");
        environment.put("CALLVAULT_NONSENSE", "1");
        assertThat(examine())
                .isNotEmpty()
                .allMatch(finding ->
                        finding.level() == Level.FAIL && finding.check().equals("settings"));
    }

    @Test
    void aForeignKeyAndAFileWithoutCertificateAreTold() throws Exception {
        PemOutput.key(
                certificates.key(),
                CertificateIssuer.newAuthority("x", KeyKind.EC_P256, Duration.ofDays(9), Clock.systemUTC()));
        assertThat(only("key").level()).isEqualTo(Level.FAIL);
        assertThat(only("key").found()).contains("does not belong to the certificate");
        Files.writeString(certificates.certificate(), "nonsense");
        assertThat(only("certificate").found()).endsWith("there is no certificate in it");
        assertThat(only("certificate").remedy()).isNotEmpty();
    }

    @Test
    void namesThatDoNotCoverThePublicAddressAndANearExpiryAreWarnings() throws Exception {
        install(List.of("elsewhere.example"), Duration.ofDays(10));
        assertThat(only("names").level()).isEqualTo(Level.WARN);
        assertThat(only("names").found()).contains("DNS:elsewhere.example", LOOPBACK);
        assertThat(only("validity").level()).isEqualTo(Level.WARN);
        assertThat(only("handshake").level()).isEqualTo(Level.OK);
    }

    @Test
    void anExpiredCertificateFails() throws Exception {
        install(List.of(LOOPBACK), Duration.ofSeconds(-1));
        assertThat(only("validity").level()).isEqualTo(Level.FAIL);
    }

    @Test
    void aKeyThatOthersMayReadIsAWarning() throws Exception {
        Files.setPosixFilePermissions(certificates.key(), PosixFilePermissions.fromString("rw-r-----"));
        assertThat(only("key privacy").level()).isEqualTo(Level.WARN);
        assertThat(only("key privacy").remedy()).isEqualTo("Run: chmod 600 " + certificates.key());
    }

    @Test
    void keysOfTheSpoolThatAreGoneOrNeededNoMoreAreTold() throws Exception {
        assertThat(only("spool key").found()).startsWith("it is made at the first start");
        Path data = directory.resolve("data");
        KeyFiles keys = new KeyFiles(data);
        String former = keys.loadOrCreate(List.of()).currentId();
        keys.put(SpoolKey.random(new SecureRandom()));
        assertThat(of("spool key")).anySatisfy(finding -> assertThat(finding.remedy())
                .isEqualTo("Delete it: callvault keys drop " + former));
        keys.drop(former);
        try (SpoolWriter writer = Spool.open(
                        data.resolve("spool"),
                        Recorded.key(directory.resolve("other")),
                        Recorded.SETTINGS,
                        Recorded.CLOCK)
                .writer(0)) {
            Recorded.append(writer, Recorded.id(1), 0, 0, Recorded.START_MICROS);
        }
        assertThat(of("spool key"))
                .anySatisfy(finding -> assertThat(finding.found()).endsWith("which is not here"));
        Files.setPosixFilePermissions(data.resolve("spool.key"), PosixFilePermissions.fromString("rw-r-----"));
        assertThat(only("spool key").level()).isEqualTo(Level.FAIL);
        assertThat(only("spool key").found()).contains("can be read by others");
    }

    @Test
    void aCatalogThatDoesNotAnswerFails() throws Exception {
        assertThat(only("catalog").level()).isEqualTo(Level.OK);
        environment.put("CALLVAULT_CATALOG_URL", "jdbc:postgresql://127.0.0.1:" + freePort() + "/callvault");
        environment.put("CALLVAULT_CATALOG_PASSWORD", "sesame");
        assertThat(only("catalog").level()).isEqualTo(Level.FAIL);
        assertThat(only("catalog").found()).contains("no PostgreSQL answers").doesNotContain("sesame");
    }

    @Test
    void tlsThatIsOffIsAWarning() {
        environment.put("ENABLE_TLS", "false");
        environment.put("CALLVAULT_UDP_PORT", "5060");
        assertThat(only("TLS").level()).isEqualTo(Level.WARN);
    }

    @Test
    void aTakenPortIsNamedUnlessTheNodeItselfRuns() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral(LOOPBACK))) {
            environment.put("TLS_PORT", Integer.toString(taken.getLocalPort()));
            assertThat(only("port of SIP over TLS").level()).isEqualTo(Level.FAIL);
            assertThat(only("port of SIP over TLS").found()).contains(LOOPBACK + ":" + taken.getLocalPort());
            Path lock = Files.createDirectories(directory.resolve("data")).resolve("lock");
            try (FileChannel held = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var locked = held.lock()) {
                assertThat(locked.isValid()).isTrue();
                assertThat(only("port of SIP over TLS").level()).isEqualTo(Level.OK);
                assertThat(only("ports of media").found()).contains("left alone");
                assertThat(only("data directory").found()).contains("a node that runs uses it");
            }
        }
    }

    @Test
    void mediaPortsThatOthersHoldAreCounted() throws Exception {
        try (DatagramSocket taken = new DatagramSocket(0, InetAddress.ofLiteral(LOOPBACK))) {
            String port = Integer.toString(taken.getLocalPort() & ~1);
            environment.put("CALLVAULT_MEDIA_PORT_MIN", port);
            environment.put("CALLVAULT_MEDIA_PORT_MAX", Integer.toString(Integer.parseInt(port) + 1));
            assertThat(only("ports of media").level()).isNotEqualTo(Level.OK);
            assertThat(only("ports of media").remedy()).contains("CALLVAULT_MEDIA_PORT_MIN");
        }
    }

    @Test
    void aDataDirectoryThatIsAFileAndADiskThatIsFullFail() throws Exception {
        environment.put("CALLVAULT_MIN_FREE", "1000 TiB");
        assertThat(only("free space").level()).isEqualTo(Level.FAIL);
        Files.writeString(directory.resolve("data"), "");
        assertThat(only("data directory").level()).isEqualTo(Level.FAIL);
    }

    @ParameterizedTest
    @CsvSource({"5612, OK", "5611, WARN", "5516, WARN", "5515, FAIL", "unlimited, OK"})
    void openFilesAreJudgedByPortsAndConnections(String limit, Level level) {
        // 512 of our own, 100 media ports, 5000 connections.
        var settings = SettingsLoader.load(directory, environment).settings();
        String limits = "Limit                     Soft Limit           Hard Limit           Units     \n"
                + "Max open files            " + limit + "                 1048576              files     \n";
        Finding finding = LimitExamination.of(settings, limits);
        assertThat(finding.level()).isEqualTo(level);
        assertThat(finding.remedy()).contains(level == Level.OK ? "" : "LimitNOFILE=5612");
    }

    @Test
    void aBundleOfAuthoritiesMustHoldAuthoritiesOnly() {
        Instant now = Instant.now();
        assertThat(TlsExamination.authorities(certificates.caCertificate(), now))
                .extracting(Finding::level)
                .containsExactly(Level.OK);
        assertThat(TlsExamination.authorities(certificates.certificate(), now))
                .extracting(Finding::found)
                .anyMatch(found -> found.contains("is no authority"));
        assertThat(TlsExamination.authorities(directory.resolve("none.pem"), now))
                .extracting(Finding::level)
                .containsExactly(Level.FAIL);
    }
}
