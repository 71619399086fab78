package org.callvault.cli.keys;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.callvault.recording.RecordingId;
import org.callvault.recording.evidence.NodeSigner;
import org.callvault.recording.evidence.RecordingRewrap;
import org.callvault.recording.seal.ReaderKey;
import org.callvault.recording.seal.Recipients;
import org.callvault.recording.store.StoreAway;
import org.callvault.security.PemProblem;

/** All recordings of a store, one after the other. */
final class RewrapRun {
    private static final String PASSWORD = "CALLVAULT_READER_PASSWORD";
    private static final int TOLD_EACH = 100;

    /** How many recordings became what. */
    record Tally(long rewrapped, long current, long clear, long failed) {
        private Tally plus(RecordingRewrap.Outcome outcome) {
            return switch (outcome) {
                case REWRAPPED -> new Tally(rewrapped + 1, current, clear, failed);
                case CURRENT -> new Tally(rewrapped, current + 1, clear, failed);
                case CLEAR -> new Tally(rewrapped, current, clear + 1, failed);
            };
        }

        private Tally plusFailed() {
            return new Tally(rewrapped, current, clear, failed + 1);
        }

        private long all() {
            return rewrapped + current + clear + failed;
        }
    }

    private final RewrapStore store;
    private final Recipients recipients;
    private final RecordingRewrap rewrap;

    RewrapRun(RewrapStore store, NodeSigner signer, ReaderKey key, Recipients recipients, InstantSource clock) {
        this.store = store;
        this.recipients = recipients;
        this.rewrap = new RecordingRewrap(store.kept(), signer, key, recipients, store.scratch(), clock);
    }

    static ReaderKey key(Path file, Map<String, String> environment) throws IOException {
        try {
            return ReaderKey.load(
                    file, Optional.ofNullable(environment.get(PASSWORD)).map(String::toCharArray));
        } catch (PemProblem e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    static Recipients recipients(List<Path> files) throws IOException {
        try {
            return Recipients.load(files);
        } catch (PemProblem | IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    String recipients() {
        return String.join(" and ", recipients.names());
    }

    /** Goes through all of them; what cannot be done is told and passed over, but for a store that does not serve. */
    Tally all(Consumer<String> told) throws IOException {
        Tally tally = new Tally(0, 0, 0, 0);
        for (RecordingId id : store.recordings()) {
            try {
                tally = tally.plus(rewrap.rewrap(id));
            } catch (StoreAway away) {
                told.accept("stopped at recording " + id + ": " + away.getMessage());
                told.accept("run this again when the store serves: what is done is not done twice");
                return tally.plusFailed();
            } catch (IOException failed) {
                tally = tally.plusFailed();
                told.accept("recording " + id + " stays as it is: " + failed.getMessage());
            }
            if (tally.all() % TOLD_EACH == 0) {
                told.accept(tally.all() + " recordings so far, " + tally.rewrapped() + " sealed anew");
            }
        }
        return tally;
    }
}
