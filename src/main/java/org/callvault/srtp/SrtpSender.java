package org.callvault.srtp;

import java.util.HashMap;
import java.util.Map;
import org.callvault.rtp.RtpPacket;

/**
 * The outgoing direction of one stream (RFC 3711): encrypts, then authenticates, under the first of its keys. One thread at a
 * time.
 */
public final class SrtpSender implements AutoCloseable {
    private static final int MAX_RTCP_INDEX = 0x7fffffff;

    private final SessionKeys rtp;
    private final SessionKeys rtcp;
    private final byte[] mki;
    private final Map<Integer, Long> highest = new HashMap<>();
    private final RtpPacket packet = new RtpPacket();
    private int rtcpIndex;

    public SrtpSender(SrtpMasterKey key) {
        this(SrtpKeyParams.of(key));
    }

    /** Copies what it needs of the keys. */
    public SrtpSender(SrtpKeyParams keys) {
        SrtpKeyParams.Entry first = keys.entries().getFirst();
        this.rtp = new SessionKeys(first.key().copy(), KeyDerivation.RTP_CIPHER, keys.rateBits());
        this.rtcp = new SessionKeys(first.key().copy(), KeyDerivation.RTCP_CIPHER, keys.rateBits());
        this.mki = first.mki();
    }

    /** Encrypts an RTP packet in place, appends tag and MKI; the buffer must have room. Returns the protected length. */
    public int protect(byte[] buffer, int offset, int length) {
        if (!packet.wrap(buffer, offset, length)) {
            throw new IllegalArgumentException("no RTP packet");
        }
        int sequence = packet.sequenceNumber();
        Long before = highest.get(packet.ssrc());
        long index = before == null ? sequence : PacketIndexing.guess(before, sequence);
        highest.put(packet.ssrc(), before == null ? index : Math.max(before, index));
        return rtp.at(index).sealRtp(buffer, offset, length, mki, packet.headerLength(), packet.ssrc(), index);
    }

    /** The same for RTCP; appends the E-flag and index word too. */
    public int protectRtcp(byte[] buffer, int offset, int length) {
        int index = rtcpIndex;
        rtcpIndex = (rtcpIndex + 1) & MAX_RTCP_INDEX;
        return rtcp.at(index).sealRtcp(buffer, offset, length, mki, index);
    }

    /**
     * Goes on with the rollover counters and the SRTCP index of the sender whose key this one's replaces: they are never
     * reset (RFC 3711, sections 3.3.1 and 3.4).
     */
    public void continueAfter(SrtpSender before) {
        highest.putAll(before.highest);
        rtcpIndex = before.rtcpIndex;
    }

    @Override
    public void close() {
        rtp.close();
        rtcp.close();
    }
}
