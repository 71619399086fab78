package org.callvault.srtp;

import java.util.stream.LongStream;

/** What is kept of one source under one key: how far it has come, and which of its packets were seen. */
final class SrtpSource {
    private final ReplayWindow rtp;
    private final ReplayWindow rtcp;
    private final RolloverSearch search = new RolloverSearch();
    /** Highest index under the key before; negative where there was none. */
    private final long carried;

    private SrtpSource(ReplayWindow rtp, ReplayWindow rtcp, long carried) {
        this.rtp = rtp;
        this.rtcp = rtcp;
        this.carried = carried;
    }

    static SrtpSource fresh() {
        return new SrtpSource(new ReplayWindow(), new ReplayWindow(), -1);
    }

    /** The same source under another key. */
    static SrtpSource after(SrtpSource before) {
        return new SrtpSource(new ReplayWindow(), new ReplayWindow(), before.rtp.highest());
    }

    static SrtpSource of(SrtpSourceState state) {
        return new SrtpSource(ReplayWindow.of(state.rtp()), ReplayWindow.of(state.rtcp()), -1);
    }

    SrtpSourceState state(int ssrc) {
        return new SrtpSourceState(ssrc, rtp.state(), rtcp.state());
    }

    /** Whether RTP of it was authentic under this key. */
    boolean isProven() {
        return rtp.highest() >= 0;
    }

    /** Likely index of a packet; negative where it would lie before the first. */
    long guess(int sequenceNumber) {
        long known = isProven() ? rtp.highest() : carried;
        return known < 0 ? sequenceNumber : PacketIndexing.guess(known, sequenceNumber);
    }

    Unprotected freshRtp(long index) {
        return rtp.judge(index);
    }

    Unprotected freshRtcp(long index) {
        return rtcp.judge(index);
    }

    void commitRtp(long index) {
        rtp.commit(index);
        search.succeeded();
    }

    void commitRtcp(long index) {
        rtcp.commit(index);
    }

    boolean isSearchDue() {
        return search.isDueAfterFailure(isProven());
    }

    /** Indices that a packet may have whose likely one proved wrong. */
    LongStream candidates(int sequenceNumber) {
        if (!isProven()) {
            return candidates(RolloverSearch.anew(Math.max(0, carried) >>> 16), sequenceNumber);
        }
        long highest = rtp.highest();
        return candidates(RolloverSearch.onward(highest >>> 16), sequenceNumber).filter(index -> index > highest);
    }

    /** The same of a source that was never heard. */
    static LongStream candidatesOfStranger(int sequenceNumber) {
        return candidates(RolloverSearch.anew(0), sequenceNumber);
    }

    private static LongStream candidates(LongStream counters, int sequenceNumber) {
        return counters.map(counter -> counter << 16 | sequenceNumber);
    }
}
