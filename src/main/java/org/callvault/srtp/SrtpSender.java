package org.callvault.srtp;

import java.util.HashMap;
import java.util.Map;
import org.callvault.rtp.RtpPacket;

/** The outgoing direction of one stream (RFC 3711): encrypts, then authenticates. One thread at a time. */
public final class SrtpSender implements AutoCloseable {
    private static final int RTCP_FIXED = 8;
    private static final int E_FLAG = 0x80000000;

    private final PacketTransform rtp;
    private final PacketTransform rtcp;
    private final Map<Integer, Long> highest = new HashMap<>();
    private final RtpPacket packet = new RtpPacket();
    private int rtcpIndex;

    public SrtpSender(SrtpMasterKey key) {
        this.rtp = PacketTransform.rtp(key);
        this.rtcp = PacketTransform.rtcp(key);
    }

    /** Encrypts an RTP packet in place and appends the tag; the buffer must have room. Returns the protected length. */
    public int protect(byte[] buffer, int offset, int length) {
        if (!packet.wrap(buffer, offset, length)) {
            throw new IllegalArgumentException("no RTP packet");
        }
        int sequence = packet.sequenceNumber();
        Long before = highest.get(packet.ssrc());
        long index = before == null ? sequence : PacketIndexing.guess(before, sequence);
        highest.put(packet.ssrc(), before == null ? index : Math.max(before, index));
        int header = packet.headerLength();
        rtp.crypt(buffer, offset + header, length - header, packet.ssrc(), index);
        rtp.writeTag(buffer, offset, length, index >>> 16, offset + length);
        return length + rtp.tagLength();
    }

    /** The same for RTCP; appends the E-flag and index word and the tag. */
    public int protectRtcp(byte[] buffer, int offset, int length) {
        int ssrc = (buffer[offset + 4] << 24)
                | ((buffer[offset + 5] & 0xff) << 16)
                | ((buffer[offset + 6] & 0xff) << 8)
                | (buffer[offset + 7] & 0xff);
        int index = rtcpIndex;
        rtcpIndex = (rtcpIndex + 1) & 0x7fffffff;
        rtcp.crypt(buffer, offset + RTCP_FIXED, length - RTCP_FIXED, ssrc, index);
        int trailer = E_FLAG | index;
        for (int i = 0; i < 4; i++) {
            buffer[offset + length + i] = (byte) (trailer >>> (24 - 8 * i));
        }
        rtcp.writeTag(buffer, offset, length + 4, -1, offset + length + 4);
        return length + 4 + rtcp.tagLength();
    }

    @Override
    public void close() {
        rtp.close();
        rtcp.close();
    }
}
