package org.callvault.recording.finish;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import org.callvault.recording.Progress;
import org.callvault.recording.catalog.CatalogException;
import org.callvault.recording.catalog.FinishingQueue;
import org.callvault.recording.catalog.FinishingQueue.Lease;
import org.jspecify.annotations.Nullable;

/** An attempt under a lease, which another thread renews while this one works. */
final class RunningAttempt implements Attempt {
    /** Somebody else finishes the recording now: nothing is wrong, and nothing more is to be done here. */
    static final class LeaseLost extends IOException {
        LeaseLost() {
            super("the lease has ended, and another finisher goes on");
        }
    }

    private final FinishingQueue queue;
    private final Duration term;
    private Lease lease;
    private volatile @Nullable FinishStage stage;
    private volatile int percent;
    private volatile boolean lost;
    private boolean over;

    RunningAttempt(FinishingQueue queue, Lease lease, Duration term) {
        this.queue = queue;
        this.lease = lease;
        this.term = term;
    }

    @Override
    public Progress at(FinishStage now) {
        stage = now;
        percent = 0;
        return (part, all) -> percent = (int) (100 * part / Math.max(1, all));
    }

    @Override
    public void stillOurs() throws IOException {
        try {
            renew();
        } catch (CatalogException e) {
            throw new IOException("nobody can say whether the recording is still ours to finish", e);
        }
        if (lost) {
            throw new LeaseLost();
        }
    }

    /**
     * Keeps the lease and tells how far this is.
     *
     * @throws CatalogException when the catalog is away; the lease may last longer than that
     */
    void renew() {
        Lease held = lease();
        if (!lost && !queue.renew(held, term, stageName(), percent)) {
            loses(held);
        }
    }

    private synchronized void loses(Lease held) {
        if (lease.equals(held)) {
            lost = true;
        }
    }

    /**
     * A later lease of the same process: the database's clock ended the one before too soon.
     *
     * @return false where this attempt is through with its work, and the lease is for a new one
     */
    synchronized boolean goesOnWith(Lease later) {
        if (over || lost) {
            return false;
        }
        lease = later;
        return true;
    }

    /** The work is done, or failed: no later lease is taken, and this is the one to end it with. */
    synchronized Lease end() {
        over = true;
        return lease;
    }

    synchronized Lease lease() {
        return lease;
    }

    /** In lower case; null before the first. */
    @Nullable
    String stageName() {
        FinishStage now = stage;
        return now == null ? null : now.name().toLowerCase(Locale.ROOT);
    }

    int percent() {
        return percent;
    }
}
