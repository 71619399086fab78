package org.callvault.recording.kept;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.callvault.recording.manifest.Manifest;
import org.callvault.recording.manifest.Manifest.StoredFile;
import org.callvault.recording.seal.ReaderKey;
import org.callvault.recording.seal.SealedFile;

/** The files of a finished recording in a directory, by the names of what they hold, sealed or not. */
public record RecordingFiles(Path directory, Manifest manifest, Optional<ReaderKey> key) {
    /**
     * Opens a file; a sealed one is verified first, which reads all of it.
     *
     * @param name as it is without a seal, for example {@code audio.wav}
     * @throws IOException when it is sealed and there is no key for it, or it was altered
     */
    public SeekableByteChannel open(String name) throws IOException {
        StoredFile stored = manifest.files().stream()
                .filter(file -> file.holds(name))
                .findFirst()
                .orElseThrow(() -> new NoSuchFileException(name));
        Path file = directory.resolve(Path.of(stored.name()).getFileName());
        if (stored.content() == null) {
            return FileChannel.open(file);
        }
        ReaderKey with = key.orElseThrow(
                () -> new IOException(file + " is sealed: give the key of one of its recipients with --key"));
        return SealedFile.open(file, with);
    }
}
