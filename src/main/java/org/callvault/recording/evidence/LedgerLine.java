package org.callvault.recording.evidence;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.callvault.recording.RecordingId;

/** The line of one recording in a node's ledger. */
public final class LedgerLine {
    /** Of the ledger, below a data directory. */
    public static final Path FILE = Path.of("evidence", ChainLedger.NAME);

    private LedgerLine() {}

    /** Looks for it; empty where the ledger, or the line, is not there. */
    public static Optional<String> find(Path ledger, RecordingId recording) throws IOException {
        if (!Files.isRegularFile(ledger)) {
            return Optional.empty();
        }
        try (BufferedReader lines = Files.newBufferedReader(ledger, StandardCharsets.ISO_8859_1)) {
            return lines.lines()
                    .filter(line -> line.contains(recording.value()))
                    .filter(line -> ChainEntry.parse(line)
                            .filter(entry -> entry.recording().equals(recording))
                            .isPresent())
                    .findFirst();
        }
    }
}
