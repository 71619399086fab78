package org.callvault.recording.timestamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encoding;
import org.callvault.config.Settings;
import org.callvault.recording.timestamp.TestAuthority.Mood;
import org.callvault.recording.timestamp.TimeStampFailed.Reason;
import org.callvault.security.CertificatePaths;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeStampAuthorityTest {
    private static final byte[] CONTENT = {1, 2, 3};
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:05Z");

    private static final Map<Mood, Reason> REFUSALS = Map.ofEntries(
            Map.entry(Mood.WRONG_IMPRINT, Reason.MISMATCH),
            Map.entry(Mood.WRONG_NONCE, Reason.MISMATCH),
            Map.entry(Mood.WRONG_POLICY, Reason.MISMATCH),
            Map.entry(Mood.NO_CERTIFICATE, Reason.UNTRUSTED),
            Map.entry(Mood.REJECTING, Reason.REFUSED),
            Map.entry(Mood.GARBAGE, Reason.UNREADABLE),
            Map.entry(Mood.OVERSIZED, Reason.TOO_LARGE),
            Map.entry(Mood.BUSY, Reason.HTTP_STATUS),
            Map.entry(Mood.HTML, Reason.UNREADABLE),
            Map.entry(Mood.SILENT, Reason.TOO_SLOW),
            Map.entry(Mood.SLOW, Reason.TOO_SLOW));

    @TempDir
    private Path directory;

    private Reason refusal(Settings.TimeStamping settings) {
        try (TimeStampAuthority authority = TimeStampAuthority.of(settings)) {
            authority.stamp(CONTENT);
            throw new AssertionError("it was taken");
        } catch (TimeStampFailed failed) {
            assertThat(failed.getMessage()).isNotBlank();
            return failed.reason();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA"})
    void aTimeStampIsKeptWithTheChainAndNothingElse(String keys) throws Exception {
        try (TestAuthority tsa = TestAuthority.start(keys);
                TimeStampAuthority authority = TimeStampAuthority.of(tsa.settings(directory))) {
            TimeStamp stamp = TimeStamp.read(authority.stamp(CONTENT), CONTENT);
            assertThat(stamp.at()).isEqualTo(NOON);
            assertThat(stamp.policy()).isEqualTo(TestAuthority.POLICY);
            assertThat(stamp.chain())
                    .extracting(each -> each.getSubjectX500Principal().getName())
                    .containsExactly("CN=Test TSA", "CN=TSA Middle");
            assertThat(CertificatePaths.distrusted(stamp.chain(), List.of(tsa.root()), stamp.at()))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HONEST")
    void aHostileAnswerIsRefusedWithItsReason(Mood mood) throws Exception {
        try (TestAuthority tsa = TestAuthority.start()) {
            tsa.be(mood);
            assertThat(refusal(tsa.settings(directory))).isEqualTo(REFUSALS.get(mood));
        }
    }

    @Test
    void anAuthorityForWhichNobodyTrustedVouchesIsRefused() throws Exception {
        try (TestAuthority tsa = TestAuthority.start();
                TestAuthority other = TestAuthority.start()) {
            Settings.TimeStamping mixed = new Settings.TimeStamping(
                    Optional.of(tsa.url()),
                    Optional.empty(),
                    List.of(other.rootFile(directory)),
                    Duration.ofSeconds(5));
            assertThat(refusal(mixed)).isEqualTo(Reason.UNTRUSTED);
        }
    }

    @Test
    void aCertificateForSomethingElseStampsNothing() throws Exception {
        try (TestAuthority tsa = TestAuthority.startForCodeSigning()) {
            // Its own library refuses to sign, and so it answers with an error.
            assertThat(refusal(tsa.settings(directory))).isIn(Reason.UNTRUSTED, Reason.UNREACHABLE, Reason.HTTP_STATUS);
        }
    }

    @Test
    void aCertificateThatHadEndedStampsNothing() throws Exception {
        try (TestAuthority tsa = TestAuthority.startUntil(NOON.minusSeconds(1))) {
            assertThat(refusal(tsa.settings(directory))).isEqualTo(Reason.UNTRUSTED);
        }
    }

    @Test
    void nobodyThereIsTold() throws Exception {
        Settings.TimeStamping settings;
        try (TestAuthority tsa = TestAuthority.start()) {
            settings = tsa.settings(directory);
        }
        assertThat(refusal(settings)).isEqualTo(Reason.UNREACHABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA"})
    void noByteOfATimeStampCanBeAnother(String keys) throws Exception {
        try (TestAuthority tsa = TestAuthority.start(keys);
                TimeStampAuthority authority = TimeStampAuthority.of(tsa.settings(directory))) {
            byte[] kept = authority.stamp(CONTENT);
            List<String> unnoticed = new ArrayList<>();
            for (int at = 0; at < kept.length; at++) {
                for (int bits : keys.equals("EC") ? new int[] {1, 0x80} : new int[] {0x0a}) {
                    byte[] altered = kept.clone();
                    altered[at] ^= (byte) bits;
                    if (isTrusted(altered, tsa)) {
                        unnoticed.add(at + "^" + bits);
                    }
                }
            }
            assertThat(unnoticed).isEmpty();
            assertThat(isTrusted(kept, tsa)).isTrue();
        }
    }

    private static boolean isTrusted(byte[] kept, TestAuthority tsa) {
        try {
            TimeStamp stamp = TimeStamp.read(kept, CONTENT);
            return CertificatePaths.distrusted(stamp.chain(), List.of(tsa.root()), stamp.at())
                    .isEmpty();
        } catch (TimeStampFailed failed) {
            return false;
        }
    }

    @Test
    void aTimeStampOfSomethingElseIsNone() throws Exception {
        try (TestAuthority tsa = TestAuthority.start();
                TimeStampAuthority authority = TimeStampAuthority.of(tsa.settings(directory))) {
            byte[] kept = authority.stamp(CONTENT);
            assertThatThrownBy(() -> TimeStamp.read(kept, new byte[] {1, 2}))
                    .isInstanceOf(TimeStampFailed.class)
                    .hasMessageContaining("something else");
            // What the authority itself sends has more in it, and is not what is kept.
            byte[] longer = TimeStamp.response(kept).getEncoded(ASN1Encoding.DL);
            assertThat(TimeStamp.read(longer, CONTENT).at()).isEqualTo(NOON);
        }
    }
}
