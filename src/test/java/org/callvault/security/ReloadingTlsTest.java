package org.callvault.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReloadingTlsTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final PemCredentials CA =
            CertificateIssuer.newAuthority("CA", KeyKind.EC_P256, Duration.ofDays(3650), () -> NOW);
    private static final PemCredentials FIRST = server("first", NOW);
    private static final PemCredentials SECOND = server("second", NOW);

    @TempDir
    private Path directory;

    private final Told told = new Told();
    private Instant now = NOW;
    private ReloadingTls tls;

    /** Keeps what it is told, in order. */
    private static final class Told implements ReloadingTls.Listener {
        final List<String> said = new ArrayList<>();

        @Override
        public void renewed(ReloadingTls.Identity identity) {
            said.add("renewed "
                    + CertificateFacts.of(identity.chain().getFirst()).subject());
        }

        @Override
        public void kept(String reason) {
            said.add("kept: " + reason);
        }

        @Override
        public void expiring(long daysLeft, Instant expiry) {
            said.add("expiring " + daysLeft);
        }
    }

    private static PemCredentials server(String name, Instant from) {
        return CertificateIssuer.of(CA, () -> from)
                .server(name, List.of("localhost"), KeyKind.EC_P256, Duration.ofDays(90));
    }

    @BeforeEach
    void open() throws Exception {
        write(directory, FIRST);
        tls = ReloadingTls.open(files(directory), told, () -> now);
    }

    @AfterEach
    void close() {
        tls.close();
    }

    private static TlsFiles files(Path place) {
        return new TlsFiles(place.resolve("server.pem"), place.resolve("server.key"));
    }

    private static void write(Path place, PemCredentials credentials) throws Exception {
        PemOutput.key(files(place).key(), credentials);
        PemOutput.certificates(files(place).certificate(), credentials.chain());
    }

    private void assertPresents(PemCredentials credentials) throws SSLException {
        TlsRehearsal.run(tls.get(), List.of(credentials.certificate()));
    }

    @Test
    void whatHasNotChangedIsNotLoadedAgain() {
        SSLContext before = tls.get();
        tls.look();
        assertThat(tls.get()).isSameAs(before);
        assertThat(told.said).isEmpty();
    }

    @Test
    void aNewPairRenamedIntoPlaceIsPresentedFromThenOn() throws Exception {
        write(directory, SECOND);
        tls.look();
        assertPresents(SECOND);
        assertThatThrownBy(() -> assertPresents(FIRST)).isInstanceOf(SSLException.class);
        assertThat(told.said).containsExactly("renewed CN=second");
    }

    @Test
    void whileOnlyOneFileIsNewTheOldPairStaysAndNobodyIsAlarmed() throws Exception {
        PemOutput.certificates(files(directory).certificate(), SECOND.chain());
        tls.look();
        assertPresents(FIRST);
        PemOutput.key(files(directory).key(), SECOND);
        tls.look();
        assertPresents(SECOND);
        assertThat(told.said).containsExactly("renewed CN=second");
    }

    @Test
    void aPairThatStaysUnusableIsToldOnceAndTheOldStays() throws Exception {
        PemOutput.certificates(files(directory).certificate(), SECOND.chain());
        for (int i = 0; i < 5; i++) {
            tls.look();
        }
        assertThat(told.said).singleElement().asString().contains("kept: ", "does not belong to the certificate");
        assertPresents(FIRST);
    }

    @Test
    void halfWrittenEmptyAndMissingFilesKeepTheOld() throws Exception {
        Path certificate = files(directory).certificate();
        String whole = Files.readString(certificate);
        List<String> states = List.of(whole.substring(0, 300), "", "nonsense", whole.replace('M', '!'));
        for (String state : states) {
            Files.writeString(certificate, state);
            tls.look();
            tls.look();
            assertPresents(FIRST);
        }
        Files.delete(certificate);
        tls.look();
        tls.look();
        assertPresents(FIRST);
        assertThat(told.said)
                .hasSizeGreaterThanOrEqualTo(4)
                .allMatch(line -> line.startsWith("kept: "))
                .last()
                .asString()
                .contains("does not exist");
        Files.writeString(certificate, whole);
        tls.look();
        assertPresents(FIRST);
    }

    @Test
    void aNewDirectoryBehindASymbolicLinkIsNoticed() throws Exception {
        Path one = Files.createDirectory(directory.resolve("..2026_1"));
        Path two = Files.createDirectory(directory.resolve("..2026_2"));
        write(one, FIRST);
        write(two, SECOND);
        Path data = Files.createSymbolicLink(directory.resolve("..data"), one);
        Path mounted = Files.createDirectory(directory.resolve("mounted"));
        for (String name : List.of("server.pem", "server.key")) {
            Files.createSymbolicLink(mounted.resolve(name), data.resolve(name));
        }
        try (ReloadingTls linked = ReloadingTls.open(files(mounted), told, () -> now)) {
            Path next = Files.createSymbolicLink(directory.resolve("..next"), two);
            Files.move(next, data, StandardCopyOption.ATOMIC_MOVE);
            linked.look();
            TlsRehearsal.run(linked.get(), List.of(SECOND.certificate()));
        }
        assertThat(told.said).containsExactly("renewed CN=second");
    }

    @Test
    void aCertificateThatIsNotValidYetIsTakenWhenItIs() throws Exception {
        PemCredentials tomorrow = server("tomorrow", NOW.plus(Duration.ofDays(1)));
        write(directory, tomorrow);
        tls.look();
        tls.look();
        assertPresents(FIRST);
        now = NOW.plus(Duration.ofDays(1));
        tls.look();
        assertPresents(tomorrow);
        assertThat(told.said).hasSize(2).last().isEqualTo("renewed CN=tomorrow");
    }

    @Test
    void anExpiredCertificateDoesNotReplaceAGoodOne() throws Exception {
        write(directory, server("past", NOW.minus(Duration.ofDays(100))));
        tls.look();
        tls.look();
        assertPresents(FIRST);
        assertThat(told.said).singleElement().asString().contains("not valid now");
    }

    @Test
    void anExpiryIsToldOnceADayFromThirtyDaysBefore() {
        now = NOW.plus(Duration.ofDays(60)).minusSeconds(60);
        tls.look();
        assertThat(told.said).isEmpty();
        assertThat(tls.daysLeft()).isEqualTo(30);
        for (int hours = 1; hours <= 48; hours++) {
            now = NOW.plus(Duration.ofDays(60)).plus(Duration.ofHours(hours));
            tls.look();
        }
        now = NOW.plus(Duration.ofDays(91));
        tls.look();
        assertThat(told.said).containsExactly("expiring 29", "expiring 28", "expiring -1");
    }

    @Test
    void filesThatCannotBeUsedAtTheStartAreRefused() throws Exception {
        PemOutput.key(files(directory).key(), SECOND);
        assertThatThrownBy(() -> ReloadingTls.open(files(directory), told, () -> now))
                .isInstanceOf(PemProblem.class);
    }
}
