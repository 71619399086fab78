package org.callvault.recording.evidence;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.callvault.recording.RecordingJson;
import org.callvault.recording.manifest.Manifest;
import org.callvault.recording.manifest.Manifest.Link;
import org.callvault.recording.store.Shelf;

/**
 * Holds a node's ledger against the recordings that are still there: every line against the one before, every manifest
 * against its line, and every recording in the store must have a line. Recordings that were deleted leave their lines.
 */
public final class ChainCheck {
    private final Path ledger;
    private final Shelf kept;
    private final Tombstones tombstones;
    private final Shelf.Reader each;
    private final List<Finding> findings = new ArrayList<>();
    private final Set<String> listed = new HashSet<>();
    private String node = "";
    private Link expected = ChainEntry.firstLink("");
    private long still;
    private long removed;
    private long missing;
    private String firstMissing = "";

    private ChainCheck(Path data, Shelf kept, Shelf.Reader each) {
        this.ledger = data.resolve("evidence").resolve(ChainLedger.NAME);
        this.tombstones = new Tombstones(data.resolve("evidence"));
        this.kept = kept;
        this.each = each;
    }

    /**
     * Checks the chain of a node.
     *
     * @param data its data directory
     * @param kept where its recordings are
     * @param each is given the directory of each recording that is there, to check it by itself
     * @throws IOException if ledger or store cannot be read at all
     */
    public static List<Finding> of(Path data, Shelf kept, Shelf.Reader each) throws IOException {
        return new ChainCheck(data, kept, each).check();
    }

    private List<Finding> check() throws IOException {
        if (!Files.isRegularFile(ledger)) {
            throw new IOException(ledger + " is missing (give the data directory of a node)");
        }
        try (BufferedReader lines = Files.newBufferedReader(ledger, StandardCharsets.ISO_8859_1)) {
            long number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                line(number, line);
            }
        }
        requireWholeLines();
        strangers();
        if (missing > 0) {
            findings.add(Finding.amber(
                    missing + " recordings are gone and no tombstone says why, the first of them " + firstMissing));
        }
        if (Finding.worst(findings) == Finding.Verdict.GREEN) {
            findings.add(Finding.green("the chain holds: " + (expected.sequence() - 1) + " manifests, of which " + still
                    + " are still there and " + removed + " were removed with a tombstone; the last line has the hash "
                    + expected.ledger()));
        }
        return findings;
    }

    private void red(String text) {
        findings.add(Finding.red(text));
    }

    private void line(long number, String line) throws IOException {
        Optional<ChainEntry> parsed = ChainEntry.parse(line);
        if (parsed.isEmpty()) {
            red("line " + number + " of the ledger is damaged");
            return;
        }
        ChainEntry entry = parsed.get();
        if (!entry.equals(ChainEntry.of(expected, entry.recording(), entry.manifest()))) {
            red("line " + number + " of the ledger does not follow the line before: one of them was altered, or some"
                    + " are gone");
        }
        if (!listed.add(entry.recording().value())) {
            red("line " + number + " of the ledger names recording " + entry.recording() + " again");
        }
        Optional<Tombstone> tombstone = tombstones.find(entry.recording());
        if (tombstone.isPresent()) {
            removed(entry, tombstone.get(), kept.has(entry.recording()));
        } else if (kept.lend(entry.recording(), directory -> there(entry, directory))) {
            still++;
        } else {
            missing(entry);
        }
        expected = entry.next("");
    }

    private void there(ChainEntry entry, Path directory) throws IOException {
        manifest(entry, directory);
        each.read(directory);
    }

    /** A tombstone is there before anything of the recording goes. */
    private void removed(ChainEntry entry, Tombstone tombstone, boolean still) {
        removed++;
        String manifest = tombstone.manifestSha256();
        if (manifest != null && !manifest.equals(entry.manifest())) {
            red("the tombstone of recording " + entry.recording() + " names another manifest than the ledger");
        }
        if (still) {
            findings.add(Finding.amber("recording " + entry.recording()
                    + " has a tombstone and is still there: its removal was begun, and goes on when the node runs"));
        }
    }

    private void missing(ChainEntry entry) {
        if (missing++ == 0) {
            firstMissing = entry.recording().value();
        }
    }

    private void manifest(ChainEntry entry, Path directory) throws IOException {
        Path file = directory.resolve(Manifest.NAME);
        if (!Files.isRegularFile(file)) {
            red("recording " + entry.recording() + " has no " + Manifest.NAME);
            return;
        }
        byte[] json = Files.readAllBytes(file);
        if (!ChainEntry.sha256(json).equals(entry.manifest())) {
            red("recording " + entry.recording() + ": its manifest is not the one in the ledger");
        }
        Link link = link(json).orElse(new Link("", 0, "", ""));
        if (node.isEmpty()) {
            node = link.node();
        }
        if (!link.isAt(new Link(node, expected.sequence(), expected.previous(), expected.ledger()))) {
            red("recording " + entry.recording() + ": its manifest names another place in the chain than the ledger,"
                    + " number " + entry.sequence());
        }
    }

    private static Optional<Link> link(byte[] json) {
        try {
            return Optional.ofNullable(RecordingJson.read(json, Manifest.class).chain());
        } catch (IOException | RuntimeException unreadable) {
            return Optional.empty();
        }
    }

    /** The last byte is part of the last line too. */
    private void requireWholeLines() throws IOException {
        try (SeekableByteChannel file = Files.newByteChannel(ledger)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            if (file.size() > 0 && file.position(file.size() - 1).read(last) == 1 && last.get(0) != '\n') {
                red("the last line of the ledger is torn");
            }
        }
    }

    /** Recordings in the store without a line: those of other nodes and those from before there was a ledger are not. */
    private void strangers() throws IOException {
        kept.manifestsBut(listed, (name, manifest) -> {
            Optional<Link> link = link(manifest);
            if (link.isEmpty()) {
                findings.add(Finding.amber("recording " + name + " is not chained"));
            } else if (node.isEmpty() || link.get().node().equals(node)) {
                red("recording " + name + " says that it is in the chain, and is not in the ledger");
            }
        });
    }
}
