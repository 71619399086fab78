package org.callvault.media.stream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.callvault.rtp.RtpPacket;
import org.callvault.rtp.rtcp.Reception;
import org.callvault.rtp.rtcp.ReportBlock;
import org.callvault.rtp.rtcp.SenderReport;
import org.jspecify.annotations.Nullable;

/**
 * The synchronisation sources of one m-line, each with a sequence of its own. There is room for a few; when it is full,
 * one that has said BYE or been silent for long makes place for a new one (RFC 3550, 6.2.1), and what it lost stays counted.
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
        private final Reception reception;
        private long heardNanos;
        private boolean ended;

        Source(int ssrc) {
            this.reception = new Reception(ssrc);
        }

        boolean isOf(int ssrc) {
            return reception.ssrc() == ssrc;
        }

        boolean isGone(long nowNanos) {
            return ended || nowNanos - heardNanos > SILENCE.toNanos();
        }
    }

    /** Takes a valid packet into its source's account. */
    Place account(RtpPacket packet, long arrivalMicros, long nowNanos) {
        Source source = latest;
        if (source == null || !source.isOf(packet.ssrc())) {
            source = find(packet.ssrc(), nowNanos);
        }
        if (source == null) {
            return Place.NOWHERE;
        }
        latest = source;
        source.heardNanos = nowNanos;
        source.ended = false;
        return switch (source.reception.on(packet.sequenceNumber(), packet.timestamp(), arrivalMicros, CLOCK_RATE)) {
            case IN_ORDER, RESTARTED -> Place.IN_ORDER;
            // A jump may be the source's restart, of which no packet is to be lost; the finisher sees what fits.
            case LATE, IMPLAUSIBLE -> Place.LATE;
            case DUPLICATE -> Place.DUPLICATE;
        };
    }

    long lost() {
        long lost = lostOfForgotten;
        for (Source source : sources) {
            lost += source == null ? 0 : source.reception.sequence().lost();
        }
        return lost;
    }

    /** Of the source heard last. */
    long jitter() {
        return latest == null ? 0 : latest.reception.sequence().jitter();
    }

    /** Takes note of a sender report; one of a source that sent no RTP yet is passed over. */
    void reported(SenderReport report, long nowNanos) {
        Source source = known(report.ssrc());
        if (source != null) {
            source.reception.on(report, nowNanos);
        }
    }

    /**
     * A source said BYE: its place is free for the next one. RTP of it that was overtaken still counts.
     *
     * @return whether it is the one heard last
     */
    boolean ended(int ssrc) {
        Source source = known(ssrc);
        if (source != null) {
            source.ended = true;
        }
        return source != null && source == latest;
    }

    /** What a report tells now: of each source that was heard since the one before. */
    List<ReportBlock> reports(long nowNanos) {
        List<ReportBlock> reports = new ArrayList<>(1);
        for (Source source : sources) {
            if (source != null && source.reception.isNews()) {
                reports.add(source.reception.report(nowNanos));
            }
        }
        return reports;
    }

    boolean know(int ssrc) {
        return known(ssrc) != null;
    }

    private @Nullable Source known(int ssrc) {
        for (Source source : sources) {
            if (source != null && source.isOf(ssrc)) {
                return source;
            }
        }
        return null;
    }

    private @Nullable Source find(int ssrc, long nowNanos) {
        int free = -1;
        for (int place = 0; place < MOST; place++) {
            Source source = sources[place];
            if (source != null && source.isOf(ssrc)) {
                return source;
            }
            if (source == null || source.isGone(nowNanos)) {
                free = free < 0 ? place : free;
            }
        }
        return free < 0 ? null : admit(ssrc, free);
    }

    private Source admit(int ssrc, int place) {
        Source forgotten = sources[place];
        lostOfForgotten +=
                forgotten == null ? 0 : forgotten.reception.sequence().lost();
        Source admitted = new Source(ssrc);
        sources[place] = admitted;
        return admitted;
    }
}
