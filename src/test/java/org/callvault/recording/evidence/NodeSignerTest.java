package org.callvault.recording.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.callvault.security.PemProblem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeSignerTest {
    @TempDir
    private Path directory;

    private NodeSigner selfMade() throws IOException {
        return NodeSigner.selfMade(directory.resolve("signing"), "node-1", SignedRecordings.CLOCK);
    }

    @Test
    void anIdentityIsMadeOnceAndItsKeyIsNobodyElsesToRead() throws IOException {
        NodeSigner made = selfMade();
        assertThat(selfMade().certificate()).isEqualTo(made.certificate());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("signing/key.pem"))))
                .isEqualTo("rw-------");
        assertThat(made.toString()).contains("key hidden");
        byte[] content = {1, 2};
        List<Finding> findings = ManifestSignature.check(
                content,
                made.sign(content, SignedRecordings.NOW),
                List.of(made.certificate()),
                Optional.empty(),
                SignedRecordings.NOW);
        assertThat(Finding.worst(findings)).isEqualTo(Finding.Verdict.GREEN);
    }

    @Test
    void aKeyWithoutItsCertificateIsMadeAnewAndTheOtherWayRoundItIsTold() throws IOException {
        NodeSigner made = selfMade();
        Files.delete(directory.resolve("signing/certificate.pem"));
        assertThat(selfMade().certificate()).isNotEqualTo(made.certificate());
        Files.delete(directory.resolve("signing/key.pem"));
        assertThatThrownBy(this::selfMade).isInstanceOf(PemProblem.class);
    }
}
