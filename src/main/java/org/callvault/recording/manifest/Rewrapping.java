package org.callvault.recording.manifest;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.callvault.recording.RecordingJson;
import org.callvault.recording.manifest.Manifest.StoredFile;

/**
 * What became of a recording's sealed files when they got other recipients: {@code rewrapped-1.json}, then {@code -2} and so on,
 * each with a signature beside it. The manifest stays as it was signed: what the files hold is what it says, and a file may lie
 * there as it says or as one of these does.
 *
 * @param manifest SHA-256 of the manifest that it is about
 * @param certificates SHA-256 of the new recipients' certificates, in hexadecimal and in order
 * @param recipients their subjects, for people
 * @param files as they lie there from then on
 */
public record Rewrapping(
        int version,
        String recording,
        String manifest,
        Instant at,
        List<String> certificates,
        List<String> recipients,
        List<File> files) {
    public static final int VERSION = 1;

    /** More than anybody makes in a recording's life; so many are looked at. */
    public static final int MOST = 1000;

    public Rewrapping {
        Objects.requireNonNull(recording, "recording");
        Objects.requireNonNull(manifest, "manifest");
        Objects.requireNonNull(at, "at");
        certificates = List.copyOf(certificates);
        recipients = List.copyOf(recipients);
        files = List.copyOf(files);
    }

    /** A sealed file, by the name that the manifest has. */
    public record File(String name, long bytes, String sha256) {
        public File {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(sha256, "sha256");
        }
    }

    public static String name(int number) {
        return "rewrapped-" + number + ".json";
    }

    public static String signature(int number) {
        return name(number) + ".p7s";
    }

    /** Opens files of a recording by name. */
    @FunctionalInterface
    public interface Source {
        /**
         * Opens one.
         *
         * @throws NoSuchFileException when there is none of that name
         */
        InputStream open(String name) throws IOException;
    }

    /** All of a recording, the oldest first; whether they are signed is another question. */
    public static List<Rewrapping> of(Source source) throws IOException {
        List<Rewrapping> all = new ArrayList<>();
        for (int number = 1; number <= MOST; number++) {
            try (InputStream in = source.open(name(number))) {
                all.add(RecordingJson.read(in.readAllBytes(), Rewrapping.class));
            } catch (NoSuchFileException | FileNotFoundException none) {
                break;
            }
        }
        return all;
    }

    /** As a file may lie there, newest first. */
    public static List<File> versions(StoredFile listed, List<Rewrapping> all) {
        List<File> versions = new ArrayList<>();
        versions.add(new File(listed.name(), listed.bytes(), listed.sha256()));
        if (listed.content() != null) {
            all.forEach(each -> each.files().stream()
                    .filter(file -> file.name().equals(listed.name()))
                    .forEach(versions::addFirst));
        }
        return versions;
    }

    public static Set<String> digests(StoredFile listed, List<Rewrapping> all) {
        Set<String> digests = new LinkedHashSet<>();
        versions(listed, all).forEach(version -> digests.add(version.sha256()));
        return digests;
    }
}
