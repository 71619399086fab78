package org.callvault.security.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's audit: a chain of lines in a file a day. A thread of its own writes them. What transports tell is dropped when the
 * queue is full, as when the disk stalls, because an audit must not stop a recording; how many were dropped is a line of the
 * chain. What is done to recordings waits until its line is on disk.
 */
public final class AuditFile implements AuditLog, AuditTrail, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AuditFile.class);
    private static final int MOST_WAITING = 10_000;
    private static final int MOST_AT_ONCE = 500;
    private static final long KEEP_WITHIN_SECONDS = 10;
    private static final long STOP_WITHIN_SECONDS = 5;

    private final AuditChain chain;
    private final InstantSource clock;
    private final Runnable dropped;
    private final BlockingQueue<Entry> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicLong lost = new AtomicLong();
    private final Thread thread;
    private volatile boolean closed;

    /** Somebody waits for it where there is a promise. */
    private record Entry(
            Instant time, AuditEvent event, @Nullable CompletableFuture<Void> kept) {
        void fail(IOException why) {
            if (kept != null) {
                kept.completeExceptionally(why);
            }
        }
    }

    private AuditFile(AuditChain chain, InstantSource clock, Runnable dropped) {
        this.chain = chain;
        this.clock = clock;
        this.dropped = dropped;
        this.thread = Thread.ofPlatform().name("audit").daemon(true).unstarted(this::run);
    }

    /**
     * Opens the audit of a node, and goes on with its chain.
     *
     * @param directory made if it is not there
     * @param signer vouches for the end of each day
     * @param dropped told of each event that could not be kept
     * @throws IOException if the directory cannot be made
     */
    public static AuditFile open(Path directory, String node, HeadSigner signer, InstantSource clock, Runnable dropped)
            throws IOException {
        Files.createDirectories(directory);
        AuditFile file = new AuditFile(new AuditChain(directory, node, signer, clock), clock, dropped);
        file.thread.start();
        return file;
    }

    @Override
    public void record(AuditEvent event) {
        if (closed || !waiting.offer(new Entry(clock.instant(), event, null))) {
            drop();
        }
    }

    @Override
    public void keep(AuditEvent event) throws IOException {
        CompletableFuture<Void> kept = new CompletableFuture<>();
        try {
            if (closed
                    || !waiting.offer(new Entry(clock.instant(), event, kept), KEEP_WITHIN_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("the audit takes no event now");
            }
            kept.get(KEEP_WITHIN_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("stopped before the audit had the event", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the audit cannot be written", e);
        }
    }

    private void drop() {
        lost.incrementAndGet();
        dropped.run();
    }

    private void run() {
        List<Entry> batch = new ArrayList<>();
        while (!closed || !waiting.isEmpty()) {
            try {
                Entry first = waiting.poll(200, TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    waiting.drainTo(batch, MOST_AT_ONCE);
                    write(batch);
                    batch.clear();
                }
            } catch (InterruptedException e) {
                closed = true;
            }
        }
        try {
            chain.close();
        } catch (IOException e) {
            LOG.atError().setCause(e).log("the end of the audit could not be signed");
        }
    }

    private void write(List<Entry> batch) {
        List<CompletableFuture<Void>> promises = new ArrayList<>();
        for (Entry entry : batch) {
            try {
                tellLost(entry.time());
                chain.append(entry.time(), entry.event());
                if (entry.kept() != null) {
                    promises.add(entry.kept());
                }
            } catch (IOException | RuntimeException e) {
                failed(e);
                drop();
                entry.fail(new IOException(e));
            }
        }
        if (!promises.isEmpty()) {
            force(promises);
        }
    }

    private void tellLost(Instant time) throws IOException {
        long count = lost.get();
        if (count > 0) {
            chain.append(
                    time, AuditEvent.of("audit.dropped", "could not be kept").with("count", Long.toString(count)));
            lost.addAndGet(-count);
        }
    }

    private void force(List<CompletableFuture<Void>> promises) {
        try {
            chain.force();
            promises.forEach(promise -> promise.complete(null));
        } catch (IOException e) {
            failed(e);
            promises.forEach(promise -> promise.completeExceptionally(e));
        }
    }

    /** A disk that fails for long is logged once; the chain tells how many events it cost. */
    private void failed(Exception cause) {
        chain.forget();
        if (lost.get() == 0) {
            LOG.atError().setCause(cause).log("audit events cannot be written now");
        }
    }

    /** Writes what waits, signs the end, then closes. */
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
