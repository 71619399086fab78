package org.callvault.recording.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.Optional;
import org.callvault.recording.RecordingId;

/** Recordings that are kept, whole. All calls block. */
public interface KeptRecordings {
    /** Where a kept recording is, in the store's own terms; empty when it is not kept. */
    Optional<String> location(RecordingId id) throws IOException;

    /**
     * Opens a file of a kept recording for reading at any position.
     *
     * @param name as the manifest lists it
     * @throws java.nio.file.NoSuchFileException when there is none of that name
     */
    SeekableByteChannel read(RecordingId id, String name) throws IOException;

    /** All of a small file of a kept recording, such as its manifest. */
    default byte[] readAll(RecordingId id, String name) throws IOException {
        try (InputStream in = Channels.newInputStream(read(id, name))) {
            return in.readAllBytes();
        }
    }

    /**
     * Removes a kept recording with all its files; nothing is kept under that id when this returns, and there may have been
     * nothing before. It goes as it came, at once; what a stop in between leaves is no recording any more, and the next call
     * for the same id removes it.
     *
     * @throws IOException when the store does not let it go, or does not answer
     */
    void delete(RecordingId id) throws IOException;

    /**
     * Puts a small file beside those of a kept recording, at once and durably; one of that name is replaced. The manifest does
     * not list it, because it came to be after the manifest was signed.
     *
     * @throws java.nio.file.NoSuchFileException when the recording is not kept
     */
    void add(RecordingId id, String name, byte[] content) throws IOException;

    /**
     * Puts a file in the place of one of a kept recording, at once and durably: a reader finds the one or the other. It is for
     * sealed files that got other recipients; the manifest stays.
     *
     * @param content a file that the store may take away
     * @throws java.nio.file.NoSuchFileException when there is none of that name
     * @throws IOException also where a store keeps files as they were, or has another than it was sent
     */
    default void replace(RecordingId id, String name, Path content) throws IOException {
        throw new IOException("this store replaces no file of a kept recording");
    }
}
