package org.callvault.recording.evidence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.callvault.recording.RecordingId;
import org.callvault.recording.RecordingJson;
import org.callvault.recording.spool.segment.Durable;

/**
 * A node's tombstones, {@code evidence/tombstones/<id>.json} with the node's signature, {@code .json.p7s}, beside each. None
 * is ever replaced.
 */
public final class Tombstones {
    private static final String DIRECTORY = "tombstones";
    private static final String SUFFIX = ".json";
    private static final String SIGNATURE = ".p7s";

    private final Path directory;

    /** Those below a node's directory of evidence. */
    public Tombstones(Path evidence) {
        this.directory = evidence.resolve(DIRECTORY);
    }

    /** Writes and signs it; durable when this returns. One that is signed already stays as it is. */
    public void keep(Tombstone tombstone, NodeSigner signer, Instant at) throws IOException {
        Path file = file(tombstone.recording());
        Path signature = file.resolveSibling(file.getFileName() + SIGNATURE);
        if (Files.exists(signature)) {
            return;
        }
        Files.createDirectories(directory);
        byte[] json = RecordingJson.writePretty(tombstone);
        write(file, json);
        write(signature, signer.sign(json, at));
        Durable.directory(directory);
        Durable.directory(directory.resolveSibling(""));
    }

    private static void write(Path file, byte[] content) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        Files.write(draft, content);
        NodeSigner.force(draft);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private Path file(RecordingId id) {
        return directory.resolve(id.value() + SUFFIX);
    }

    /** Whether there is one of a recording, readable or not. */
    public boolean has(RecordingId id) {
        return Files.exists(file(id));
    }

    /** The one of a recording; empty where there is none, or it cannot be read. */
    public Optional<Tombstone> find(RecordingId id) throws IOException {
        Path file = file(id);
        return Files.isRegularFile(file) ? parse(Files.readAllBytes(file)) : Optional.empty();
    }

    private static Optional<Tombstone> parse(byte[] json) {
        try {
            return Optional.of(RecordingJson.read(json, Tombstone.class));
        } catch (IOException | RuntimeException damaged) {
            return Optional.empty();
        }
    }

    /**
     * Checks what is wrong with any of them; nothing where all are as they were signed.
     *
     * @param anchors whom the reader trusts
     */
    public List<Finding> check(Collection<X509Certificate> anchors, Instant now) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        List<Path> files;
        try (Stream<Path> all = Files.list(directory)) {
            files = all.filter(file -> file.toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
        }
        List<Finding> findings = new ArrayList<>();
        for (Path file : files) {
            one(file, anchors, now).stream()
                    .filter(finding -> finding.verdict() != Finding.Verdict.GREEN)
                    .forEach(finding -> findings.add(new Finding(finding.verdict(), "tombstone " + finding.text())));
        }
        return findings;
    }

    private static List<Finding> one(Path file, Collection<X509Certificate> anchors, Instant now) throws IOException {
        String name = String.valueOf(file.getFileName());
        byte[] json = Files.readAllBytes(file);
        Optional<Tombstone> tombstone = parse(json);
        if (tombstone.isEmpty()) {
            return List.of(Finding.red(name + " is damaged"));
        }
        if (!name.equals(tombstone.get().recording() + SUFFIX)) {
            return List.of(
                    Finding.red(name + " is of recording " + tombstone.get().recording()));
        }
        Path signature = file.resolveSibling(name + SIGNATURE);
        return Files.isRegularFile(signature)
                ? ManifestSignature.check(name, json, Files.readAllBytes(signature), anchors, now)
                : List.of(Finding.red(name + " is not signed"));
    }
}
