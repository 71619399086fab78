package org.callvault.recording.kept;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.callvault.recording.manifest.Manifest;
import org.callvault.recording.manifest.Manifest.StoredFile;
import org.callvault.recording.manifest.Rewrapping;
import org.callvault.recording.seal.Opening;
import org.callvault.recording.seal.ReaderKey;
import org.callvault.recording.seal.SealProblem;
import org.callvault.recording.seal.SealedFile;

/**
 * Sealed files for people who listen, on a node that holds a key. A browser asks for many ranges of one file, and opening reads
 * all of it: what was verified a short while ago is remembered, by digests of its pieces, never by its plaintext.
 */
public final class Playback {
    /** About 600 KB each, for a call of an hour. */
    private static final int MOST = 8;

    /** A file as its manifest and what came after list it; what is read of one that was replaced since is not what was verified. */
    private record Version(String recording, String name, List<String> digests) {}

    private final ReaderKey key;
    private final Map<Version, SealedFile> verified = new LinkedHashMap<>(MOST, 0.75f, true);

    public Playback(ReaderKey key) {
        this.key = key;
    }

    /**
     * Verifies a file of a recording, unless it was a short while ago; then it is read with {@link SealedFile#again}.
     *
     * @param name of what is sealed, for example {@code audio.wav}
     * @return empty when the manifest lists no such file, or one in the clear
     * @throws org.callvault.recording.seal.SealProblem when it is not for this key, or not what the manifest says
     */
    public Optional<SealedFile> open(RecordingFiles files, String name) throws IOException {
        Manifest manifest = files.manifest();
        Optional<StoredFile> listed = manifest.files().stream()
                .filter(file -> file.content() != null && file.holds(name))
                .findFirst();
        if (listed.isEmpty()) {
            return Optional.empty();
        }
        StoredFile file = listed.get();
        List<String> digests = List.copyOf(Rewrapping.digests(file, files.rewrapped()));
        Version version = new Version(manifest.recording(), file.name(), digests);
        Optional<SealedFile> known = known(version);
        if (known.isPresent()) {
            return known;
        }
        try (SealedFile opened = opened(files.opening(file), digests)) {
            remember(version, opened);
            return Optional.of(opened);
        }
    }

    /** Mostly it is the newest; an older one where new recipients were being given when that was cut off. */
    private SealedFile opened(Opening opening, List<String> digests) throws IOException {
        for (String digest : digests.subList(0, digests.size() - 1)) {
            try {
                return SealedFile.open(opening, key, digest);
            } catch (SealProblem another) {
                // The next one is tried, and the last one tells.
            }
        }
        return SealedFile.open(opening, key, digests.getLast());
    }

    private synchronized Optional<SealedFile> known(Version version) {
        return Optional.ofNullable(verified.get(version));
    }

    private synchronized void remember(Version version, SealedFile opened) {
        verified.put(version, opened);
        if (verified.size() > MOST) {
            verified.remove(verified.keySet().iterator().next());
        }
    }
}
