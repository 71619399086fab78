package org.callvault.recording.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.callvault.cli.verify.NodeShelf;
import org.callvault.cli.verify.VerifiedChain;
import org.callvault.recording.Recorded;
import org.callvault.recording.evidence.Finding.Verdict;
import org.callvault.recording.timestamp.TestAuthority;
import org.callvault.recording.timestamp.TimeStamp;
import org.callvault.recording.timestamp.TimeStampAuthority;
import org.callvault.recording.timestamp.TimeStamps;
import org.callvault.security.CertificateIssuer;
import org.callvault.security.KeyKind;
import org.callvault.security.PemCredentials;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a time stamp adds to a signature, and what becomes of it when somebody alters or takes it. */
class TimeStampedTest {
    /** The signer's certificate does not live long. */
    private static final PemCredentials SIGNER = CertificateIssuer.of(
                    SignedRecordings.AUTHORITY, SignedRecordings.CLOCK)
            .client("node-1", List.of(), KeyKind.EC_P256, Duration.ofDays(30));

    private static final Instant LATER = SignedRecordings.NOW.plus(Duration.ofDays(400));

    @TempDir
    private Path data;

    private SignedRecordings node;
    private TestAuthority tsa;
    private Anchors trusted;

    @BeforeEach
    void threeRecordings() throws Exception {
        node = new SignedRecordings(data);
        tsa = TestAuthority.start();
        trusted = new Anchors(SignedRecordings.TRUSTED.signers(), List.of(tsa.root()));
        tsa.setTime(SignedRecordings.NOW.plusSeconds(5));
        keepThree();
    }

    private void keepThree() throws IOException {
        try (TimeStamps stamps = TimeStamps.open(
                data.resolve("owed"),
                node.files,
                TimeStampAuthority.of(tsa.settings(data)),
                new SimpleMeterRegistry())) {
            EvidenceStore store = node.open(node.files, SIGNER, Optional.of(stamps));
            for (int i = 1; i <= 3; i++) {
                SignedRecordings.keep(store, i);
            }
            await().atMost(Duration.ofSeconds(20)).until(() -> stamps.pending() == 0);
        }
    }

    @AfterEach
    void stop() {
        tsa.close();
    }

    private Path file(String name) {
        return node.files.directory(Recorded.id(2)).resolve(name);
    }

    private VerifiedChain verify(Anchors anchors, Instant now) throws IOException {
        return VerifiedChain.of(data, NodeShelf.in(data), anchors, now);
    }

    @Test
    void aRecordingWithItsTimeStampIsGreen() throws IOException {
        assertThat(verify(trusted, SignedRecordings.NOW).findings())
                .extracting(Finding::verdict)
                .containsOnly(Verdict.GREEN);
        assertThat(RecordingCheck.of(node.files.directory(Recorded.id(2)), trusted, SignedRecordings.NOW))
                .extracting(Finding::text)
                .contains("the signature was there at 2026-03-01T12:00:05Z, by a time stamp of CN=Test TSA");
    }

    @Test
    void anExpiredCertificateIsGreenWhereATimeStampShowsThatItWasValid() throws IOException {
        assertThat(verify(trusted, LATER).verdict()).isEqualTo(Verdict.GREEN);
        assertThat(verify(SignedRecordings.TRUSTED, LATER).findings())
                .as("with an authority of time stamps that is not trusted")
                .anySatisfy(finding -> assertThat(finding.text()).contains("comes from no trusted authority"));
    }

    @Test
    void aTimeStampThatCameTooLateDoesNotShowThatTheCertificateWasValid() throws Exception {
        tsa.setTime(SignedRecordings.NOW.plus(Duration.ofDays(31)));
        try (TimeStampAuthority late = TimeStampAuthority.of(tsa.settings(data))) {
            for (int i = 1; i <= 3; i++) {
                Path directory = node.files.directory(Recorded.id(i));
                byte[] signature = Files.readAllBytes(directory.resolve(ManifestSignature.NAME));
                node.files.add(Recorded.id(i), TimeStamp.NAME, late.stamp(signature));
            }
        }
        assertThat(verify(trusted, SignedRecordings.NOW.plus(Duration.ofDays(29)))
                        .verdict())
                .isEqualTo(Verdict.GREEN);
        assertThat(verify(trusted, LATER).verdict()).isEqualTo(Verdict.AMBER);
    }

    @Test
    void aByteOfATimeStampThatIsAnotherIsFound() throws IOException {
        Path file = file(TimeStamp.NAME);
        byte[] whole = Files.readAllBytes(file);
        for (int at = 0; at < whole.length; at += 97) {
            byte[] altered = whole.clone();
            altered[at] ^= 1;
            Files.write(file, altered);
            assertThat(verify(trusted, SignedRecordings.NOW).verdict())
                    .as("at %d", at)
                    .isEqualTo(Verdict.RED);
        }
    }

    @Test
    void theTimeStampOfAnotherRecordingIsFound() throws IOException {
        Files.copy(
                node.files.directory(Recorded.id(1)).resolve(TimeStamp.NAME),
                file(TimeStamp.NAME),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThat(verify(trusted, SignedRecordings.NOW).verdict()).isEqualTo(Verdict.RED);
    }

    @Test
    void aTimeStampThatIsOwedOrTakenIsAmber() throws IOException {
        Files.delete(file(TimeStamp.NAME));
        VerifiedChain verified = verify(trusted, SignedRecordings.NOW);
        assertThat(verified.verdict()).isEqualTo(Verdict.AMBER);
        assertThat(verified.findings())
                .filteredOn(finding -> finding.verdict() == Verdict.AMBER)
                .singleElement()
                .satisfies(finding -> assertThat(finding.text()).contains("manifest.json.tsr is missing"));
    }

    @Test
    void withoutAnAnchorForTimeStampsTheyProveNothing() throws IOException {
        Anchors signersOnly = new Anchors(SignedRecordings.TRUSTED.signers(), List.of());
        assertThat(verify(signersOnly, SignedRecordings.NOW).verdict()).isEqualTo(Verdict.AMBER);
    }

    @Test
    void aNodeWhoseClockIsAheadIsTold() throws Exception {
        tsa.setTime(SignedRecordings.NOW.minus(Duration.ofHours(1)));
        try (TimeStampAuthority early = TimeStampAuthority.of(tsa.settings(data))) {
            node.files.add(Recorded.id(2), TimeStamp.NAME, early.stamp(Files.readAllBytes(file("manifest.json.p7s"))));
        }
        assertThat(verify(trusted, SignedRecordings.NOW).findings())
                .anySatisfy(finding -> assertThat(finding.text()).contains("the node's clock was ahead"));
    }
}
