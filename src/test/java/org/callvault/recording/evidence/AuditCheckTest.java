package org.callvault.recording.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.callvault.recording.evidence.Finding.Verdict;
import org.callvault.security.audit.AuditDays;
import org.callvault.security.audit.AuditEvent;
import org.callvault.security.audit.AuditFile;
import org.callvault.security.audit.AuditHead;
import org.callvault.security.audit.AuditLine;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is done to the lines of an audit is found. */
class AuditCheckTest {
    @TempDir
    private Path directory;

    private final AtomicReference<Instant> now = new AtomicReference<>(SignedRecordings.NOW);

    /** Four lines on one day, four on the next; the end of each is signed. */
    @BeforeEach
    void twoDays() throws IOException {
        try (AuditFile audit = audit(directory)) {
            for (int i = 0; i < 8; i++) {
                if (i == 4) {
                    now.getAndUpdate(at -> at.plusSeconds(86_400));
                }
                audit.keep(AuditEvent.of("recording.hold", "done").with("number", "n" + i));
            }
        }
    }

    private AuditFile audit(Path in) throws IOException {
        NodeSigner signer = NodeSigner.of(SignedRecordings.EC);
        return AuditFile.open(in, "node-1", signer::sign, now::get, () -> {});
    }

    private List<Finding> check(Optional<String> noted) throws IOException {
        return AuditCheck.of(directory, List.of(SignedRecordings.AUTHORITY.certificate()), noted, SignedRecordings.NOW);
    }

    private Verdict verdict() throws IOException {
        return Finding.worst(check(Optional.empty()));
    }

    private Path day(int number) throws IOException {
        return AuditDays.in(directory).get(number);
    }

    private void change(int day, UnaryOperator<List<String>> lines) throws IOException {
        Files.write(day(day), lines.apply(new ArrayList<>(Files.readAllLines(day(day)))));
    }

    private static List<String> without(List<String> lines, int line) {
        lines.remove(line);
        return lines;
    }

    @Test
    void whatNobodyTouchedIsGreenAndTellsItsLastHash() throws IOException {
        List<Finding> findings = check(Optional.empty());
        assertThat(Finding.worst(findings)).isEqualTo(Verdict.GREEN);
        byte[] last = Files.readAllLines(day(1)).getLast().getBytes(java.nio.charset.StandardCharsets.UTF_8);
        assertThat(findings.getLast().text()).contains("8 lines", AuditLine.hash(last));
        assertThat(Finding.worst(check(Optional.of(AuditLine.hash(last))))).isEqualTo(Verdict.GREEN);
        assertThat(Finding.worst(check(Optional.of("ab".repeat(32))))).isEqualTo(Verdict.RED);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void anAlteredLineIsFound(int line) throws IOException {
        change(0, lines -> {
            lines.set(line, lines.get(line).replace("done", "gone"));
            return lines;
        });
        assertThat(verdict()).isEqualTo(Verdict.RED);
    }

    @Test
    void theFirstBrokenLineIsTold() throws IOException {
        change(0, lines -> without(lines, 2));
        assertThat(check(Optional.empty()).getFirst().text()).contains("audit-2026-03-01.jsonl line 3 has number 4");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void aLineThatIsTakenOutIsFoundOnEitherDay(int line) throws IOException {
        change(1, lines -> without(lines, line));
        assertThat(verdict()).isEqualTo(Verdict.RED);
    }

    @Test
    void aLineThatIsPutInIsFound() throws IOException {
        change(0, lines -> {
            lines.add(2, lines.get(1));
            return lines;
        });
        assertThat(verdict()).isEqualTo(Verdict.RED);
    }

    @Test
    void aLineThatIsNoneIsFound() throws IOException {
        change(0, lines -> {
            lines.add(2, "{\"time\":\"2026-03-01T12:00:00Z\",\"action\":\"recording.hold\"}");
            return lines;
        });
        assertThat(verdict()).isEqualTo(Verdict.RED);
    }

    @Test
    void linesThatChangePlacesAreFound() throws IOException {
        change(0, lines -> {
            Collections.swap(lines, 1, 2);
            return lines;
        });
        assertThat(verdict()).isEqualTo(Verdict.RED);
    }

    @Test
    void daysThatAreGoneAreFound() throws IOException {
        Files.delete(day(0));
        assertThat(verdict()).isEqualTo(Verdict.RED);
    }

    @Test
    void anEndThatIsCutOffIsFoundByWhatWasSigned() throws IOException {
        Files.delete(day(1));
        assertThat(check(Optional.empty())).extracting(Finding::text).anyMatch(text -> text.contains("was cut off"));
    }

    @Test
    void anEndThatWasNotSignedYetIsFoundByTheHashThatWasNoted() throws IOException {
        for (Path head : AuditHead.in(directory)) {
            Files.delete(head);
        }
        byte[] last = Files.readAllLines(day(1)).getLast().getBytes(java.nio.charset.StandardCharsets.UTF_8);
        change(1, lines -> without(lines, 3));
        assertThat(verdict()).as("nothing shows it, and that is said").isEqualTo(Verdict.AMBER);
        assertThat(Finding.worst(check(Optional.of(AuditLine.hash(last))))).isEqualTo(Verdict.RED);
    }

    @Test
    void aChainThatIsMadeAnewDoesNotFitWhatWasSigned(@TempDir Path other) throws IOException {
        now.set(SignedRecordings.NOW);
        try (AuditFile forged = audit(other)) {
            for (int i = 0; i < 8; i++) {
                forged.keep(AuditEvent.of("recording.hold", "done").with("number", "another"));
            }
        }
        Files.delete(day(1));
        Files.copy(AuditDays.in(other).getFirst(), day(0), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThat(check(Optional.empty()))
                .extracting(Finding::text)
                .anyMatch(text -> text.contains("is not the one that the node signed"));
    }

    @Test
    void aSignatureOfSomebodyElseIsFound() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            Path signature = files.filter(file -> file.toString().endsWith(".p7s"))
                    .findFirst()
                    .orElseThrow();
            byte[] altered = Files.readAllBytes(signature);
            altered[altered.length - 1] ^= 1;
            Files.write(signature, altered);
        }
        assertThat(verdict()).isEqualTo(Verdict.RED);
    }

    @Test
    void aLineThatIsBeingWrittenIsNotWrong() throws IOException {
        Files.writeString(day(1), "{\"seq\":9,", java.nio.file.StandardOpenOption.APPEND);
        assertThat(verdict()).isEqualTo(Verdict.AMBER);
    }
}
