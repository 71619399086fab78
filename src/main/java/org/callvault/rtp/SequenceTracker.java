package org.callvault.rtp;

/**
 * Sequence, loss and jitter of one source (RFC 3550, appendix A.1, A.3, A.8), with a memory of the last packets so that one
 * that comes again is known.
 */
public final class SequenceTracker {
    /** How far back a late packet is still told from a repeated one. */
    public static final int WINDOW = 1024;

    private static final int CYCLE = 1 << 16;
    private static final int MAX_DROPOUT = 3000;
    private static final long NONE = -1;

    private final long[] seen = new long[WINDOW / 64];
    private long first = NONE;
    private long highest = NONE;
    private long received;
    private long expectedBefore;
    private long receivedBefore;
    private long last = NONE;
    private int candidate = (int) NONE;
    private long transit;
    private long lastArrivalMicros;
    private boolean hasTransit;
    private double jitter;

    /** Where a packet is in the sequence. */
    public enum Arrival {
        IN_ORDER,
        /** After a later one. */
        LATE,
        DUPLICATE,
        /** Older than the window reaches, or the first of a jump that may be none. */
        IMPLAUSIBLE,
        /** The source began anew; counting goes on from here. */
        RESTARTED
    }

    /**
     * Takes a packet into account.
     *
     * @param timestamp of RTP, 0..2^32-1
     * @param arrivalMicros any clock that does not jump; the same for all packets that one look at the socket found
     * @param clockRate ticks of the timestamp in a second
     */
    public Arrival on(int sequenceNumber, long timestamp, long arrivalMicros, int clockRate) {
        Arrival arrival = place(sequenceNumber);
        if (arrival == Arrival.IN_ORDER || arrival == Arrival.LATE || arrival == Arrival.RESTARTED) {
            received++;
            updateJitter(timestamp, arrivalMicros, clockRate);
        }
        return arrival;
    }

    private Arrival place(int sequenceNumber) {
        if (highest == NONE) {
            begin(sequenceNumber);
            return Arrival.IN_ORDER;
        }
        int ahead = (sequenceNumber - (int) highest) & (CYCLE - 1);
        if (ahead != 0 && ahead < MAX_DROPOUT) {
            advance(highest + ahead);
            return Arrival.IN_ORDER;
        }
        long index = highest - ((CYCLE - ahead) & (CYCLE - 1));
        if (highest - index < WINDOW && index >= first - WINDOW) {
            return earlier(index);
        }
        return jump(sequenceNumber);
    }

    private Arrival earlier(long index) {
        candidate = (int) NONE;
        if (index >= 0 && has(index)) {
            return Arrival.DUPLICATE;
        }
        if (index < 0) {
            return Arrival.IMPLAUSIBLE;
        }
        mark(index);
        first = Math.min(first, index);
        last = index;
        return Arrival.LATE;
    }

    /** Two packets in a row after a large jump mean that the source restarted (A.1); one alone means nothing. */
    private Arrival jump(int sequenceNumber) {
        if (sequenceNumber != candidate) {
            candidate = (sequenceNumber + 1) & (CYCLE - 1);
            return Arrival.IMPLAUSIBLE;
        }
        expectedBefore += highest - first + 1;
        receivedBefore += received;
        received = 0;
        hasTransit = false;
        java.util.Arrays.fill(seen, 0);
        begin(sequenceNumber);
        return Arrival.RESTARTED;
    }

    private void begin(int sequenceNumber) {
        // One cycle up, so that packets from before the first one have an index too.
        first = sequenceNumber + (long) CYCLE;
        highest = first;
        candidate = (int) NONE;
        mark(first);
        last = first;
    }

    private void advance(long index) {
        candidate = (int) NONE;
        long from = Math.max(highest + 1, index - WINDOW + 1);
        for (long skipped = from; skipped < index; skipped++) {
            seen[word(skipped)] &= ~bit(skipped);
        }
        highest = index;
        mark(index);
        last = index;
    }

    /** Of packets that were found waiting together, the first alone says when it came. */
    private void updateJitter(long timestamp, long arrivalMicros, int clockRate) {
        if (hasTransit && arrivalMicros == lastArrivalMicros) {
            return;
        }
        lastArrivalMicros = arrivalMicros;
        long now = arrivalMicros * clockRate / 1_000_000 - timestamp;
        if (hasTransit) {
            long difference = Math.abs((int) (now - transit));
            jitter += (difference - jitter) / 16;
        }
        transit = now;
        hasTransit = true;
    }

    /** Sequence number with the count of its cycles above, of the last packet that was accepted. */
    public long extendedSequence() {
        return last;
    }

    /**
     * The highest sequence number with the count of its cycles above, as reports tell it (A.3): from the first packet's
     * cycle, which is 0; 0 for none, 0 to 2^32-1.
     */
    public long highestSequence() {
        return highest == NONE ? 0 : (highest - CYCLE) & 0xffff_ffffL;
    }

    /** Packets accepted, duplicates not counted. */
    public long received() {
        return receivedBefore + received;
    }

    /** Packets that the sequence numbers promise (A.3). */
    public long expected() {
        return highest == NONE ? 0 : expectedBefore + highest - first + 1;
    }

    /** Expected and not received; never below 0. */
    public long lost() {
        return Math.max(0, expected() - received());
    }

    /** Interarrival jitter in timestamp units (A.8). */
    public long jitter() {
        return Math.round(jitter);
    }

    private boolean has(long index) {
        return (seen[word(index)] & bit(index)) != 0;
    }

    private void mark(long index) {
        seen[word(index)] |= bit(index);
    }

    private static int word(long index) {
        return (int) (index & (WINDOW - 1)) >>> 6;
    }

    private static long bit(long index) {
        return 1L << (index & 63);
    }
}
