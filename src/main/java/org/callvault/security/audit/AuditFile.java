package org.callvault.security.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Audit events as JSON Lines, one file a day (UTC), {@code audit-2026-11-23.jsonl}. A thread of its own writes and flushes
 * them; a queue that is full, as when the disk stalls, drops and counts, because an audit must not stop a recording.
 */
public final class AuditFile implements AuditLog, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AuditFile.class);
    private static final int MOST_WAITING = 10_000;
    private static final long STOP_WITHIN_SECONDS = 5;

    private final Path directory;
    private final InstantSource clock;
    private final Runnable dropped;
    private final BlockingQueue<Entry> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final ObjectMapper json = new ObjectMapper();
    private final Thread thread;
    private volatile boolean closed;
    private @Nullable BufferedWriter writer;
    private @Nullable LocalDate day;

    private record Entry(Instant time, AuditEvent event) {}

    private AuditFile(Path directory, InstantSource clock, Runnable dropped) {
        this.directory = directory;
        this.clock = clock;
        this.dropped = dropped;
        this.thread = Thread.ofPlatform().name("audit").daemon(true).unstarted(this::run);
    }

    /**
     * Opens the audit of a node.
     *
     * @param directory made if it is not there
     * @param dropped told of each event that could not be kept
     * @throws IOException if the directory cannot be made
     */
    public static AuditFile open(Path directory, InstantSource clock, Runnable dropped) throws IOException {
        Files.createDirectories(directory);
        AuditFile file = new AuditFile(directory, clock, dropped);
        file.thread.start();
        return file;
    }

    @Override
    public void record(AuditEvent event) {
        if (closed || !waiting.offer(new Entry(clock.instant(), event))) {
            dropped.run();
        }
    }

    private void run() {
        while (!closed || !waiting.isEmpty()) {
            try {
                Entry entry = waiting.poll(200, TimeUnit.MILLISECONDS);
                if (entry != null) {
                    write(entry);
                }
            } catch (InterruptedException e) {
                closed = true;
            } catch (IOException e) {
                dropped.run();
                forget();
                LOG.atError().setCause(e).log("an audit event could not be written");
            }
        }
        forget();
    }

    private void write(Entry entry) throws IOException {
        LocalDate date = LocalDate.ofInstant(entry.time(), ZoneOffset.UTC);
        BufferedWriter open = writer;
        if (open == null || !date.equals(day)) {
            forget();
            open = Files.newBufferedWriter(
                    directory.resolve("audit-" + date + ".jsonl"),
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
            writer = open;
            day = date;
        }
        open.write(line(entry));
        open.newLine();
        if (waiting.isEmpty()) {
            open.flush();
        }
    }

    private String line(Entry entry) throws JsonProcessingException {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("time", entry.time().toString());
        fields.put("action", entry.event().action());
        fields.put("result", entry.event().result());
        fields.putAll(entry.event().facts());
        return json.writeValueAsString(fields);
    }

    private void forget() {
        BufferedWriter open = writer;
        writer = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                LOG.atError().setCause(e).log("the audit's file could not be closed");
            }
        }
    }

    /** Writes what waits, then closes. */
    @Override
    public void close() {
        closed = true;
        try {
            thread.join(TimeUnit.SECONDS.toMillis(STOP_WITHIN_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
