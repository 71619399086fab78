package org.callvault.media.stream;

import java.time.Duration;
import org.callvault.rtp.RtpPacket;
import org.callvault.rtp.SequenceTracker;
import org.jspecify.annotations.Nullable;

/**
 * The synchronisation sources of one m-line, each with a sequence of its own. There is room for a few; when it is full,
 * one that has been silent for long makes place for a new one (RFC 3550, 6.2.1), and what it lost stays counted.
 */
final class Sources {
    /** A stream has one, or a few after transfers and re-INVITEs. */
    static final int MOST = 16;

    static final Duration SILENCE = Duration.ofSeconds(30);

    /** Right for G.711, G.722 and G.729; of other codecs the jitter comes out in these units too. */
    private static final int CLOCK_RATE = 8000;

    private final @Nullable Source[] sources = new @Nullable Source[MOST];
    private @Nullable Source latest;
    private long lostOfForgotten;

    private static final class Source {
        private final int ssrc;
        private final SequenceTracker sequence = new SequenceTracker();
        private long heardNanos;

        Source(int ssrc) {
            this.ssrc = ssrc;
        }
    }

    /** Takes a valid packet into its source's account. */
    Place account(RtpPacket packet, long arrivalMicros, long nowNanos) {
        Source source = latest;
        if (source == null || source.ssrc != packet.ssrc()) {
            source = find(packet.ssrc(), nowNanos);
        }
        if (source == null) {
            return Place.NOWHERE;
        }
        latest = source;
        source.heardNanos = nowNanos;
        return switch (source.sequence.on(packet.sequenceNumber(), packet.timestamp(), arrivalMicros, CLOCK_RATE)) {
            case IN_ORDER, RESTARTED -> Place.IN_ORDER;
            // A jump may be the source's restart, of which no packet is to be lost; the finisher sees what fits.
            case LATE, IMPLAUSIBLE -> Place.LATE;
            case DUPLICATE -> Place.DUPLICATE;
        };
    }

    long lost() {
        long lost = lostOfForgotten;
        for (Source source : sources) {
            lost += source == null ? 0 : source.sequence.lost();
        }
        return lost;
    }

    /** Of the source heard last. */
    long jitter() {
        return latest == null ? 0 : latest.sequence.jitter();
    }

    private @Nullable Source find(int ssrc, long nowNanos) {
        int free = -1;
        for (int place = 0; place < MOST; place++) {
            Source source = sources[place];
            if (source != null && source.ssrc == ssrc) {
                return source;
            }
            if (source == null || nowNanos - source.heardNanos > SILENCE.toNanos()) {
                free = free < 0 ? place : free;
            }
        }
        return free < 0 ? null : admit(ssrc, free);
    }

    private Source admit(int ssrc, int place) {
        Source forgotten = sources[place];
        lostOfForgotten += forgotten == null ? 0 : forgotten.sequence.lost();
        Source admitted = new Source(ssrc);
        sources[place] = admitted;
        return admitted;
    }
}
