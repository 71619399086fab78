package org.callvault.recording.kept;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.callvault.recording.manifest.Manifest;
import org.callvault.recording.manifest.Manifest.StoredFile;
import org.callvault.recording.seal.ReaderKey;
import org.callvault.recording.seal.SealedFile;

/**
 * Sealed files for people who listen, on a node that holds a key. A browser asks for many ranges of one file, and opening reads
 * all of it: what was verified a short while ago is remembered, by digests of its pieces, never by its plaintext.
 */
public final class Playback {
    /** About 600 KB each, for a call of an hour. */
    private static final int MOST = 8;

    /** A file as its manifest lists it; what is read of one that was replaced since is not what was verified. */
    private record Version(String recording, String name, String sha256) {}

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
        Version version = new Version(manifest.recording(), file.name(), file.sha256());
        Optional<SealedFile> known = known(version);
        if (known.isPresent()) {
            return known;
        }
        try (SealedFile opened = SealedFile.open(files.opening(file), key, file.sha256())) {
            remember(version, opened);
            return Optional.of(opened);
        }
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
