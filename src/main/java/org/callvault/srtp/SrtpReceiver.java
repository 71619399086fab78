package org.callvault.srtp;

import java.util.HashMap;
import java.util.Map;
import org.callvault.rtp.RtpPacket;
import org.jspecify.annotations.Nullable;

/**
 * The incoming direction of one stream (RFC 3711): a context for each source, made only after a packet of it has been
 * authenticated (late binding, RFC 4568, 6.4.1). One thread at a time.
 */
public final class SrtpReceiver implements AutoCloseable {
    private static final int MOST_SOURCES = 16;
    private static final int RTCP_FIXED = 8;
    private static final int E_FLAG_AND_INDEX = 4;

    private final PacketTransform rtp;
    private final PacketTransform rtcp;
    private final Map<Integer, Source> sources = new HashMap<>();
    private final RtpPacket packet = new RtpPacket();
    private int plainLength;
    private long packetIndex;

    /** What is kept of one source. */
    private static final class Source {
        private final ReplayWindow rtpSeen = new ReplayWindow();
        private final ReplayWindow rtcpSeen = new ReplayWindow();
        private long highest = -1;
    }

    public SrtpReceiver(SrtpMasterKey key) {
        this.rtp = PacketTransform.rtp(key);
        this.rtcp = PacketTransform.rtcp(key);
    }

    /** Authenticates and decrypts in place; on OK the plain RTP packet starts at offset and is plainLength() long. */
    public Unprotected unprotect(byte[] buffer, int offset, int length) {
        int plain = length - rtp.tagLength();
        if (plain < RtpPacket.FIXED_HEADER || !packet.wrap(buffer, offset, plain)) {
            return Unprotected.MALFORMED;
        }
        Source known = sources.get(packet.ssrc());
        int sequence = packet.sequenceNumber();
        long index = known == null || known.highest < 0 ? sequence : PacketIndexing.guess(known.highest, sequence);
        Unprotected fresh = index < 0 ? Unprotected.TOO_OLD : fresh(known == null ? null : known.rtpSeen, index);
        if (fresh != Unprotected.OK) {
            return fresh;
        }
        if (!rtp.authentic(buffer, offset, plain, index >>> 16, offset + plain)) {
            return Unprotected.AUTHENTICATION_FAILED;
        }
        Source source = known == null ? bind(packet.ssrc()) : known;
        if (source == null) {
            return Unprotected.TOO_MANY_SOURCES;
        }
        int header = packet.headerLength();
        rtp.crypt(buffer, offset + header, plain - header, packet.ssrc(), index);
        source.rtpSeen.commit(index);
        source.highest = Math.max(source.highest, index);
        plainLength = plain;
        packetIndex = index;
        return Unprotected.OK;
    }

    /** The same for SRTCP; on OK the plain compound packet is plainLength() long. */
    public Unprotected unprotectRtcp(byte[] buffer, int offset, int length) {
        int plain = length - rtcp.tagLength() - E_FLAG_AND_INDEX;
        if (plain < RTCP_FIXED || (buffer[offset] & 0xc0) != 0x80) {
            return Unprotected.MALFORMED;
        }
        int ssrc = word(buffer, offset + 4);
        int trailer = word(buffer, offset + plain);
        long index = trailer & 0x7fffffff;
        Source known = sources.get(ssrc);
        Unprotected fresh = fresh(known == null ? null : known.rtcpSeen, index);
        if (fresh != Unprotected.OK) {
            return fresh;
        }
        if (!rtcp.authentic(buffer, offset, plain + E_FLAG_AND_INDEX, -1, offset + plain + E_FLAG_AND_INDEX)) {
            return Unprotected.AUTHENTICATION_FAILED;
        }
        Source source = known == null ? bind(ssrc) : known;
        if (source == null) {
            return Unprotected.TOO_MANY_SOURCES;
        }
        if (trailer < 0) {
            rtcp.crypt(buffer, offset + RTCP_FIXED, plain - RTCP_FIXED, ssrc, index);
        }
        source.rtcpSeen.commit(index);
        plainLength = plain;
        return Unprotected.OK;
    }

    /** Length of the last packet that was OK. */
    public int plainLength() {
        return plainLength;
    }

    /** Packet index (ROC and sequence number, RFC 3711, 3.3.1) of the last RTP packet that was OK. */
    public long packetIndex() {
        return packetIndex;
    }

    @Override
    public void close() {
        rtp.close();
        rtcp.close();
        sources.clear();
    }

    private static Unprotected fresh(@Nullable ReplayWindow seen, long index) {
        if (seen == null) {
            return Unprotected.OK;
        }
        if (seen.isTooOld(index)) {
            return Unprotected.TOO_OLD;
        }
        return seen.hasSeen(index) ? Unprotected.REPLAYED : Unprotected.OK;
    }

    private @Nullable Source bind(int ssrc) {
        if (sources.size() >= MOST_SOURCES) {
            return null;
        }
        Source source = new Source();
        sources.put(ssrc, source);
        return source;
    }

    private static int word(byte[] bytes, int at) {
        return (bytes[at] << 24)
                | ((bytes[at + 1] & 0xff) << 16)
                | ((bytes[at + 2] & 0xff) << 8)
                | (bytes[at + 3] & 0xff);
    }
}
