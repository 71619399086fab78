package org.callvault.recording.finish;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.callvault.recording.manifest.Manifest.SealedContent;
import org.callvault.recording.manifest.Manifest.StoredFile;
import org.callvault.recording.seal.Recipients;
import org.callvault.recording.seal.SealedOutput;
import org.callvault.recording.store.StagedRecording;

/** The files of a recording as the manifest lists them; sealed as they are written where there are recipients. */
final class StagedFiles {
    private final StagedRecording staged;
    private final Optional<Recipients> recipients;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, DigestedOutput> written = new HashMap<>();
    private final List<StoredFile> files = new ArrayList<>();

    StagedFiles(StagedRecording staged, Optional<Recipients> recipients) {
        this.staged = staged;
        this.recipients = recipients;
    }

    /** Writes and lists a file. */
    void write(String name, String mediaType, byte[] content) throws IOException {
        try (OutputStream out = open(name)) {
            out.write(content);
        }
        list(name, mediaType);
    }

    /** Begins a file, which is listed later, when it is closed. */
    OutputStream open(String name) throws IOException {
        Path file = file(name);
        OutputStream to = recipients.isPresent()
                ? SealedOutput.create(file, recipients.get(), random)
                : Files.newOutputStream(file);
        DigestedOutput out = new DigestedOutput(to, digest());
        written.put(name, out);
        return out;
    }

    private Path file(String name) {
        return staged.file(recipients.isPresent() ? name + StoredFile.SEALED_SUFFIX : name);
    }

    /** Lists a file that is complete. */
    void list(String name, String mediaType) throws IOException {
        DigestedOutput content = Objects.requireNonNull(written.get(name), name);
        if (recipients.isEmpty()) {
            files.add(new StoredFile(name, mediaType, content.bytes(), content.sha256()));
            return;
        }
        Path file = file(name);
        MessageDigest digest = digest();
        byte[] block = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(block); read >= 0; read = in.read(block)) {
                digest.update(block, 0, read);
            }
        }
        files.add(new StoredFile(
                name + StoredFile.SEALED_SUFFIX,
                StoredFile.SEALED_MEDIA_TYPE,
                Files.size(file),
                HexFormat.of().formatHex(digest.digest()),
                new SealedContent(name, mediaType, content.bytes(), content.sha256())));
    }

    List<StoredFile> files() {
        return List.copyOf(files);
    }

    static String sha256(byte[] content) {
        return HexFormat.of().formatHex(digest().digest(content));
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
