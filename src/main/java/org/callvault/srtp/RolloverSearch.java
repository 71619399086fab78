package org.callvault.srtp;

import java.util.stream.LongStream;

/**
 * Finds a rollover counter that nobody told (RFC 3711, section 3.3.1, leaves that to key management, and SDES is silent): of a
 * stream that is heard in its middle, that was away for half a turn of its sequence numbers, or whose sender began anew when it
 * changed keys. A counter is right when the packet is authentic under it. Trials are few: forged packets shall not cost more
 * than good ones.
 */
final class RolloverSearch {
    /** Counters that are tried beyond the likely one: 46 hours of 50 packets a second. */
    static final int REACH = 128;

    /** Failures that are searched each, of a source that was never authentic. */
    static final int AT_ONCE = 8;

    /** After that, and of a source that was authentic, each so-manieth failure in a row: a second of packets. */
    static final int EACH = 50;

    /** So often; what was not found by then is hardly the stream's own. */
    static final int PATIENCE = 4;

    /** And then each so-manieth. */
    static final int SELDOM = 1000;

    private static final long MAX_COUNTER = 0xffff_ffffL;

    private int failures;

    /** Counts one more failure in a row, and says whether counters are to be tried on this packet. */
    boolean isDueAfterFailure(boolean proven) {
        failures++;
        int each = failures <= PATIENCE * EACH ? EACH : SELDOM;
        return failures % each == 0 || (!proven && failures <= AT_ONCE);
    }

    void succeeded() {
        failures = 0;
    }

    /** Of a source that was not authentic under this key yet: from the start, or near where it was under another. */
    static LongStream anew(long likely) {
        return LongStream.concat(LongStream.of(0), upTo(Math.max(1, likely - REACH), likely + REACH));
    }

    /** Of a source that is known: forward only, as all before may be a replay. */
    static LongStream onward(long current) {
        return upTo(current, current + REACH);
    }

    private static LongStream upTo(long first, long last) {
        return LongStream.rangeClosed(first, Math.min(last, MAX_COUNTER));
    }
}
