package org.callvault.recording.finish;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.callvault.recording.manifest.Manifest.StoredFile;
import org.callvault.recording.store.StagedRecording;

/** The files of a recording as the manifest lists them. */
final class StagedFiles {
    private final StagedRecording staged;
    private final List<StoredFile> files = new ArrayList<>();

    StagedFiles(StagedRecording staged) {
        this.staged = staged;
    }

    /** Writes and lists a file. */
    void write(String name, String mediaType, byte[] content) throws IOException {
        Files.write(staged.file(name), content);
        list(name, mediaType);
    }

    /** Lists a file that is complete. */
    void list(String name, String mediaType) throws IOException {
        Path file = staged.file(name);
        MessageDigest digest = sha256();
        byte[] block = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(block); read >= 0; read = in.read(block)) {
                digest.update(block, 0, read);
            }
        }
        files.add(
                new StoredFile(name, mediaType, Files.size(file), HexFormat.of().formatHex(digest.digest())));
    }

    List<StoredFile> files() {
        return List.copyOf(files);
    }

    static String sha256(byte[] content) {
        return HexFormat.of().formatHex(sha256().digest(content));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
