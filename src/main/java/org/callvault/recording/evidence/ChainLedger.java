package org.callvault.recording.evidence;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.callvault.recording.RecordingId;
import org.callvault.recording.manifest.Manifest.Link;
import org.callvault.recording.spool.segment.Durable;
import org.jspecify.annotations.Nullable;

/**
 * The chain of a node's manifests: {@code chain.log}, one {@link ChainEntry} a line, only ever appended to. What is to be
 * appended is announced in {@code chain.pending} before the manifest is kept. After a stop at any moment the store tells
 * whether the announced manifest came to be: then its line is written, else its number is given to the next one. So there
 * is neither a fork nor a hole. Not for several threads; {@link EvidenceStore} lets in one.
 */
final class ChainLedger {
    static final String NAME = "chain.log";
    private static final String PENDING = "chain.pending";
    private static final int TAIL = 1 << 16;

    private final String node;
    private final Path file;
    private final Path pending;
    private @Nullable ChainEntry head;

    private ChainLedger(String node, Path directory, @Nullable ChainEntry head) {
        this.node = node;
        this.file = directory.resolve(NAME);
        this.pending = directory.resolve(PENDING);
        this.head = head;
    }

    /** Whether a manifest is kept as it was announced. */
    @FunctionalInterface
    interface Kept {
        boolean test(ChainEntry announced) throws IOException;
    }

    /** Opens a ledger in a directory, or begins one. */
    static ChainLedger open(Path directory, String node) throws IOException {
        Files.createDirectories(directory);
        Path file = directory.resolve(NAME);
        if (!Files.exists(file)) {
            Files.createFile(file);
            Durable.directory(directory);
        }
        return new ChainLedger(node, directory, head(file, Files.exists(directory.resolve(PENDING))));
    }

    /**
     * The last line that is one. A torn line is cut off where its announcement is still there; else it was not torn by a
     * stop, and it stays to be found.
     */
    private static @Nullable ChainEntry head(Path file, boolean announced) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long from = Math.max(0, channel.size() - TAIL);
            ByteBuffer tail = ByteBuffer.allocate((int) (channel.size() - from));
            while (tail.hasRemaining() && channel.read(tail, from + tail.position()) >= 0) {
                // Reads on until all is there.
            }
            String text = new String(tail.array(), 0, tail.position(), StandardCharsets.ISO_8859_1);
            int whole = text.lastIndexOf('\n') + 1;
            if (whole < text.length()) {
                if (announced) {
                    channel.truncate(from + whole);
                } else {
                    channel.write(ByteBuffer.wrap(new byte[] {'\n'}), channel.size());
                }
                channel.force(true);
            }
            return last(file, text.substring(0, whole));
        }
    }

    private static @Nullable ChainEntry last(Path file, String lines) throws IOException {
        List<String> each = lines.lines().toList();
        for (int i = each.size() - 1; i >= 0; i--) {
            Optional<ChainEntry> entry = ChainEntry.parse(each.get(i));
            if (entry.isPresent()) {
                return entry.get();
            }
        }
        if (!lines.isEmpty()) {
            throw new IOException(file + " is damaged: its end holds no line of a ledger; restore it from a backup");
        }
        return null;
    }

    /** What the next manifest is to say of those before it. */
    Link next() {
        return head == null ? ChainEntry.firstLink(node) : head.next(node);
    }

    /** Says, durably, what is going to be kept. */
    void announce(RecordingId recording, String manifest) throws IOException {
        Path draft = pending.resolveSibling(PENDING + ".new");
        Files.writeString(draft, ChainEntry.of(next(), recording, manifest).line());
        NodeSigner.force(draft);
        Files.move(draft, pending, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Durable.directory(pending.resolveSibling(""));
    }

    /** Settles what was announced last, if anything was. */
    void settle(Kept kept) throws IOException {
        if (!Files.exists(pending)) {
            return;
        }
        Optional<ChainEntry> announced = ChainEntry.parse(
                Files.readString(pending, StandardCharsets.ISO_8859_1).strip());
        if (announced.isPresent() && announced.get().sequence() == next().sequence() && kept.test(announced.get())) {
            append(announced.get());
        }
        Files.delete(pending);
    }

    /** An append that failed half way is cut off before the next one. */
    private void append(ChainEntry entry) throws IOException {
        head = head(file, true);
        if (entry.sequence() == next().sequence()) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.APPEND)) {
                ByteBuffer line = ByteBuffer.wrap(entry.line().getBytes(StandardCharsets.US_ASCII));
                while (line.hasRemaining()) {
                    channel.write(line);
                }
                channel.force(true);
            }
            head = entry;
        }
    }
}
