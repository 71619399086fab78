package org.callvault.recording.kept;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.callvault.recording.RecordingId;
import org.callvault.recording.RecordingJson;
import org.callvault.recording.manifest.Manifest;
import org.callvault.recording.manifest.Manifest.StoredFile;
import org.callvault.recording.manifest.Rewrapping;
import org.callvault.recording.seal.Opening;
import org.callvault.recording.seal.ReaderKey;
import org.callvault.recording.seal.SealedFile;
import org.callvault.recording.store.RecordingStore;

/** The files of a finished recording, by the names of what they hold, sealed or not, wherever they are kept. */
public record RecordingFiles(Source source, Manifest manifest, Optional<ReaderKey> key) {
    /** Opens the files of one recording by the names that the manifest lists. */
    @FunctionalInterface
    public interface Source {
        /**
         * Opens a file for reading at any position.
         *
         * @throws NoSuchFileException when there is none of that name
         */
        SeekableByteChannel open(String name) throws IOException;
    }

    /** In a directory of this machine. */
    public RecordingFiles(Path directory, Manifest manifest, Optional<ReaderKey> key) {
        this(in(directory), manifest, key);
    }

    /** Files in a directory. */
    public static Source in(Path directory) {
        return name -> FileChannel.open(directory.resolve(Path.of(name).getFileName()), StandardOpenOption.READ);
    }

    /**
     * In a store.
     *
     * @throws NoSuchFileException when it is not kept
     */
    public static RecordingFiles in(RecordingStore store, RecordingId id, Optional<ReaderKey> key) throws IOException {
        return new RecordingFiles(name -> store.read(id, name), manifest(store, id), key);
    }

    /** The manifest of a kept recording. */
    private static Manifest manifest(RecordingStore store, RecordingId id) throws IOException {
        return RecordingJson.read(store.readAll(id, Manifest.NAME), Manifest.class);
    }

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
        if (stored.content() == null) {
            return source.open(stored.name());
        }
        ReaderKey with = key.orElseThrow(
                () -> new IOException(stored.name() + " is sealed: give the key of one of its recipients with --key"));
        return SealedFile.open(opening(stored), with, Optional.empty());
    }

    /** What is said of new recipients. */
    List<Rewrapping> rewrapped() throws IOException {
        return Rewrapping.of(name -> Channels.newInputStream(source.open(name)));
    }

    Opening opening(StoredFile stored) {
        return new Opening() {
            @Override
            public String name() {
                return stored.name() + " of " + manifest.recording();
            }

            @Override
            public SeekableByteChannel open() throws IOException {
                return source.open(stored.name());
            }
        };
    }
}
