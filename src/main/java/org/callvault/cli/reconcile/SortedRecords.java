package org.callvault.cli.reconcile;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Call records in the order of the API, the newest first. Files have them in any order and of any number, so what does not fit
 * into memory is sorted in pieces on disk and merged.
 */
final class SortedRecords implements Closeable {
    private static final Comparator<CallRecord> NEWEST_FIRST =
            Comparator.comparing(CallRecord::start).reversed().thenComparing(CallRecord::line);

    private final int inMemory;
    private final List<CallRecord> open = new ArrayList<>();
    private final List<Path> pieces = new ArrayList<>();
    private Optional<Instant> oldest = Optional.empty();
    private Optional<Instant> newest = Optional.empty();
    private long count;

    /** Keeps so many in memory. */
    SortedRecords(int inMemory) {
        this.inMemory = inMemory;
    }

    void add(CallRecord record) throws IOException {
        open.add(record);
        count++;
        oldest = Optional.of(
                oldest.filter(known -> known.isBefore(record.start())).orElse(record.start()));
        newest = Optional.of(
                newest.filter(known -> known.isAfter(record.start())).orElse(record.start()));
        if (open.size() >= inMemory) {
            spill();
        }
    }

    long count() {
        return count;
    }

    Optional<Instant> oldest() {
        return oldest;
    }

    Optional<Instant> newest() {
        return newest;
    }

    private void spill() throws IOException {
        Path piece = Files.createTempFile("callvault-records", ".tmp");
        pieces.add(piece);
        open.sort(NEWEST_FIRST);
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(piece)))) {
            for (CallRecord each : open) {
                write(each, out);
            }
        }
        open.clear();
    }

    /** All of them, once. */
    Iterator<CallRecord> newestFirst() throws IOException {
        open.sort(NEWEST_FIRST);
        PriorityQueue<Run> runs = new PriorityQueue<>(Comparator.comparing(Run::head, NEWEST_FIRST));
        add(runs, new Run(open.iterator(), () -> {}));
        for (Path piece : pieces) {
            DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(piece)));
            add(runs, new Run(new Piece(in), in));
        }
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return !runs.isEmpty();
            }

            @Override
            public CallRecord next() {
                Run first = runs.remove();
                CallRecord record = first.head();
                add(runs, first.rest());
                return record;
            }
        };
    }

    private static void add(PriorityQueue<Run> runs, Run run) {
        if (run.advance()) {
            runs.add(run);
        }
    }

    /** A sorted row of records, and the one that is at its head. */
    private static final class Run {
        private final Iterator<CallRecord> records;
        private final Closeable source;
        private Optional<CallRecord> head = Optional.empty();

        Run(Iterator<CallRecord> records, Closeable source) {
            this.records = records;
            this.source = source;
        }

        CallRecord head() {
            return head.orElseThrow();
        }

        Run rest() {
            return this;
        }

        boolean advance() {
            if (records.hasNext()) {
                head = Optional.of(records.next());
                return true;
            }
            try {
                source.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return false;
        }
    }

    /** Records in a file. */
    private static final class Piece implements Iterator<CallRecord> {
        private final DataInputStream in;
        private Optional<CallRecord> next;

        Piece(DataInputStream in) {
            this.in = in;
            this.next = read(in);
        }

        @Override
        public boolean hasNext() {
            return next.isPresent();
        }

        @Override
        public CallRecord next() {
            CallRecord record = next.orElseThrow(NoSuchElementException::new);
            next = read(in);
            return record;
        }
    }

    private static void write(CallRecord record, DataOutputStream out) throws IOException {
        out.writeLong(record.line());
        text(record.id(), out);
        Instant start = record.start();
        out.writeLong(start.getEpochSecond());
        out.writeInt(start.getNano());
        out.writeLong(record.duration().toNanos());
        out.writeInt(record.identifiers().size());
        for (String each : record.identifiers()) {
            text(each, out);
        }
        text(record.caller(), out);
        text(record.callee(), out);
        text(record.agent(), out);
    }

    private static Optional<CallRecord> read(DataInputStream in) {
        try {
            long line;
            try {
                line = in.readLong();
            } catch (EOFException end) {
                return Optional.empty();
            }
            String id = text(in);
            Instant start = Instant.ofEpochSecond(in.readLong(), in.readInt());
            Duration duration = Duration.ofNanos(in.readLong());
            Set<String> identifiers = new HashSet<>();
            for (int left = in.readInt(); left > 0; left--) {
                identifiers.add(text(in));
            }
            return Optional.of(new CallRecord(line, id, start, duration, identifiers, text(in), text(in), text(in)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void text(String text, DataOutputStream out) throws IOException {
        byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), java.nio.charset.StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        for (Path piece : pieces) {
            Files.deleteIfExists(piece);
        }
    }
}
