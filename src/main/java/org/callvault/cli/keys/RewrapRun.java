package org.callvault.cli.keys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.callvault.recording.RecordingId;
import org.callvault.recording.evidence.NodeSigner;
import org.callvault.recording.evidence.RecordingRewrap;
import org.callvault.recording.manifest.Manifest;
import org.callvault.recording.seal.ReaderKey;
import org.callvault.recording.seal.Recipients;
import org.callvault.recording.store.DirectoryStore;
import org.callvault.security.PemProblem;

/** All recordings of a store in a directory, one after the other. */
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

    private final Path directory;
    private final Recipients recipients;
    private final RecordingRewrap rewrap;

    private RewrapRun(Path directory, Recipients recipients, RecordingRewrap rewrap) {
        this.directory = directory;
        this.recipients = recipients;
        this.rewrap = rewrap;
    }

    static RewrapRun of(Path directory, NodeSigner signer, ReaderKey key, Recipients recipients, InstantSource clock)
            throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new IOException(directory + " is no store of recordings: name it with --recordings");
        }
        DirectoryStore store = new DirectoryStore(directory);
        return new RewrapRun(
                directory,
                recipients,
                new RecordingRewrap(store, signer, key, recipients, directory.resolve(".part"), clock));
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

    /** Goes through all of them; what cannot be done is told and passed over. */
    Tally all(Consumer<String> told) throws IOException {
        Tally tally = new Tally(0, 0, 0, 0);
        try (Stream<Path> walk = Files.find(directory, 5, (file, is) -> file.endsWith(Manifest.NAME))) {
            for (Path manifest : (Iterable<Path>) walk.filter(this::isKept)::iterator) {
                RecordingId id = new RecordingId(
                        String.valueOf(manifest.resolveSibling("").getFileName()));
                try {
                    tally = tally.plus(rewrap.rewrap(id));
                } catch (IOException failed) {
                    tally = tally.plusFailed();
                    told.accept("recording " + id + " stays as it is: " + failed.getMessage());
                }
                if (tally.all() % TOLD_EACH == 0) {
                    told.accept(tally.all() + " recordings so far, " + tally.rewrapped() + " sealed anew");
                }
            }
        }
        return tally;
    }

    /** Not one that is under way, or was deleted. */
    private boolean isKept(Path manifest) {
        Path place = directory.relativize(manifest);
        return place.getNameCount() == 5 && !place.startsWith(".part") && !place.startsWith(".gone");
    }
}
