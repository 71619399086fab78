package org.callvault.security.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends lines to a node's chain. After a failure the end is looked for on disk anew, as at the start: a line that a stop
 * or a full disk tore was told to nobody, so it is cut off, and the next line says so. Not for several threads.
 *
 * <p>The file's day never goes back: with a clock that does, lines keep their order and tell the time that the clock told.
 */
final class AuditChain {
    private static final Logger LOG = LoggerFactory.getLogger(AuditChain.class);

    private final Path directory;
    private final String node;
    private final HeadSigner signer;
    private final InstantSource clock;
    private @Nullable FileChannel channel;
    private LocalDate day = LocalDate.MIN;
    private long sequence;
    private String hash = AuditLine.NONE;

    AuditChain(Path directory, String node, HeadSigner signer, InstantSource clock) {
        this.directory = directory;
        this.node = node;
        this.signer = signer;
        this.clock = clock;
    }

    void append(Instant time, AuditEvent event) throws IOException {
        LocalDate date = LocalDate.ofInstant(time, ZoneOffset.UTC);
        if (channel == null) {
            recover(date);
        }
        if (date.isAfter(day)) {
            turnTo(date);
        }
        write(time, event);
    }

    private void write(Instant time, AuditEvent event) throws IOException {
        FileChannel open = channel == null ? open(day) : channel;
        channel = open;
        byte[] line = AuditLine.write(sequence + 1, hash, time, event);
        ByteBuffer bytes =
                ByteBuffer.allocate(line.length + 1).put(line).put((byte) '\n').flip();
        while (bytes.hasRemaining()) {
            open.write(bytes);
        }
        sequence++;
        hash = AuditLine.hash(line);
    }

    private FileChannel open(LocalDate date) throws IOException {
        FileChannel opened =
                FileChannel.open(AuditDays.file(directory, date), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        }
        return opened;
    }

    /** A day whose end cannot be signed is told when the audit is verified; events must go on. */
    private void turnTo(LocalDate date) throws IOException {
        try {
            signHead();
        } catch (IOException | RuntimeException e) {
            LOG.atError().setCause(e).log("the end of a day of the audit could not be signed");
        }
        forget();
        channel = open(date);
        day = date;
    }

    /** Everything appended is on disk when this returns. */
    void force() throws IOException {
        if (channel != null) {
            channel.force(false);
        }
    }

    private void signHead() throws IOException {
        force();
        if (sequence > 0) {
            new AuditHead(node, day.toString(), sequence, hash, clock.instant().toString()).keep(directory, signer);
        }
    }

    /** Finds the end of what is there; where there is nothing, the first file is of that day. */
    private void recover(LocalDate first) throws IOException {
        day = LocalDate.MIN;
        sequence = 0;
        hash = AuditLine.NONE;
        long torn = 0;
        List<Path> files = AuditDays.in(directory);
        for (int i = files.size() - 1; i >= 0 && hash.equals(AuditLine.NONE); i--) {
            AuditTail tail = AuditTail.cut(files.get(i));
            torn += tail.torn();
            byte[] last = tail.lastLine();
            if (day.equals(LocalDate.MIN)) {
                day = AuditDays.day(files.get(i));
            }
            if (last.length > 0) {
                hash = AuditLine.hash(last);
                sequence = AuditLine.parse(last).map(AuditLine::sequence).orElse(0L);
            }
        }
        if (day.equals(LocalDate.MIN)) {
            day = first;
        }
        note(torn);
    }

    private void note(long torn) throws IOException {
        if (torn > 0) {
            write(
                    clock.instant(),
                    AuditEvent.of("audit.repaired", AuditEvent.OK)
                            .with("tornBytes", Long.toString(torn))
                            .with("why", "the process or the machine stopped while a line was written"));
        }
        List<Path> heads = AuditHead.in(directory);
        if (!heads.isEmpty()) {
            long signed = AuditHead.read(Files.readAllBytes(heads.getLast()))
                    .map(AuditHead::sequence)
                    .orElse(0L);
            if (signed > sequence) {
                write(
                        clock.instant(),
                        AuditEvent.of("audit.shortened", "lines up to " + signed + " were signed, and are gone"));
            }
        }
    }

    /** After a failure nobody knows what of a line is on disk. */
    void forget() {
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException ignored) {
                // What was to be durable was forced before.
            }
        }
    }

    void close() throws IOException {
        if (channel != null) {
            signHead();
            forget();
        }
    }
}
