package org.callvault.recording.evidence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.callvault.recording.manifest.Manifest;
import org.callvault.recording.timestamp.TimeStamp;

/**
 * What a recording brings to prove itself, as it lies there.
 *
 * @param manifest {@code manifest.json}
 * @param signature {@code manifest.json.p7s}
 * @param timeStamp {@code manifest.json.tsr}
 */
public record Evidence(byte[] manifest, Optional<byte[]> signature, Optional<byte[]> timeStamp) {
    /** That of a recording in a directory. */
    public static Evidence in(Path directory) throws IOException {
        return new Evidence(
                Files.readAllBytes(directory.resolve(Manifest.NAME)),
                read(directory.resolve(ManifestSignature.NAME)),
                read(directory.resolve(TimeStamp.NAME)));
    }

    private static Optional<byte[]> read(Path file) throws IOException {
        return Files.isRegularFile(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
    }
}
