package org.callvault.cli.verify;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.callvault.recording.RecordingJson;
import org.callvault.recording.kept.RecordingFiles;
import org.callvault.recording.manifest.Manifest;
import org.callvault.recording.manifest.Rewrapping;
import org.callvault.recording.seal.ReaderKey;

/**
 * A recording held against its manifest.
 *
 * @param problems what is wrong, file by file; empty when every file is as the manifest says
 */
public record VerifiedRecording(Path directory, Manifest manifest, List<String> problems) {
    public VerifiedRecording {
        problems = List.copyOf(problems);
    }

    /** Opens a recording by its directory, its manifest, or any file in it. */
    public static VerifiedRecording open(Path path) throws IOException {
        Path directory = Files.isDirectory(path) ? path : path.resolveSibling("");
        Path file = directory.resolve(Manifest.NAME);
        if (!Files.isRegularFile(file)) {
            throw new IOException(path + " is no recording: there is no " + Manifest.NAME
                    + " (give the directory of a finished recording)");
        }
        Manifest manifest = manifest(file);
        List<String> problems = new ArrayList<>();
        // Whether they are signed is told beside: here it counts what they say.
        List<Rewrapping> rewrapped = rewrapped(directory, problems);
        for (Manifest.StoredFile listed : manifest.files()) {
            Optional<String> flaw = listed.flaw();
            if (flaw.isPresent()) {
                problems.add(flaw.get());
            } else {
                check(directory.resolve(listed.name()), listed, Rewrapping.versions(listed, rewrapped), problems);
            }
        }
        return new VerifiedRecording(directory, manifest, problems);
    }

    private static Manifest manifest(Path file) throws IOException {
        try {
            Manifest manifest = RecordingJson.read(Files.readAllBytes(file), Manifest.class);
            if (manifest.version() != Manifest.VERSION || Objects.isNull(manifest.files())) {
                throw new IOException("it is of another version, or incomplete");
            }
            return manifest;
        } catch (IOException e) {
            throw new IOException(file + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static List<Rewrapping> rewrapped(Path directory, List<String> problems) {
        try {
            return Rewrapping.of(name -> Files.newInputStream(directory.resolve(name)));
        } catch (IOException unreadable) {
            problems.add("what is said of new recipients cannot be read: " + unreadable.getMessage());
            return List.of();
        }
    }

    private static void check(
            Path file, Manifest.StoredFile listed, List<Rewrapping.File> versions, List<String> problems)
            throws IOException {
        if (!Files.isRegularFile(file)) {
            problems.add(listed.name() + " is missing");
        } else if (versions.stream().noneMatch(version -> version.bytes() == size(file))) {
            problems.add(listed.name() + " has " + size(file) + " bytes, the manifest says " + listed.bytes());
        } else {
            String sha256 = sha256(file);
            if (versions.stream().noneMatch(version -> version.sha256().equals(sha256))) {
                problems.add(listed.name() + " was altered: its SHA-256 is not the manifest's");
            }
        }
    }

    private static long size(Path file) {
        return file.toFile().length();
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            new DigestInputStream(in, digest).transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Its files, to be read with a key where they are sealed. */
    public RecordingFiles files(Optional<ReaderKey> key) {
        return new RecordingFiles(directory, manifest, key);
    }

    /** The audio of a recording that is not sealed. */
    public G711Wav audio() throws IOException {
        return audio(Optional.empty());
    }

    /** The audio, where there is any; all of it in memory. */
    public G711Wav audio(Optional<ReaderKey> key) throws IOException {
        Manifest.Audio audio = manifest.audio();
        if (audio == null) {
            throw new IOException("the recording has no audio");
        }
        String wav = audio.wavOf(0)
                .orElseThrow(() -> new IOException("the recording has no WAV file: packets are counted in G.711 codes,"
                        + " which " + audio.encoding() + " does not keep"))
                .file();
        try (InputStream in = Channels.newInputStream(files(key).open(wav))) {
            return G711Wav.parse(in.readAllBytes(), wav);
        }
    }
}
