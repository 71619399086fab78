package org.callvault.srtp;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.callvault.rtp.RtpPacket;
import org.jspecify.annotations.Nullable;

/**
 * The incoming direction of one stream (RFC 3711): a context for each source, made only after a packet of it has been
 * authenticated (late binding, RFC 4568, 6.4.1). Of several keys, the packet's MKI names the one that is tried. One thread at
 * a time.
 */
public final class SrtpReceiver implements AutoCloseable {
    private static final int MOST_SOURCES = 16;
    private static final int RTCP_FIXED = 8;
    private static final int TRAILER = 4;

    private final SrtpSuite suite;
    private final int mkiLength;
    private final Key[] keys;
    private final Map<Integer, Source> sources = new HashMap<>();
    private final RtpPacket packet = new RtpPacket();
    private int plainLength;
    private long packetIndex;

    /** One master key's session keys, and the MKI that packets name it by. */
    private record Key(byte[] mki, SessionKeys rtp, SessionKeys rtcp) {
        boolean isNamedAt(byte[] buffer, int at) {
            return Arrays.equals(buffer, at, at + mki.length, mki, 0, mki.length);
        }
    }

    /** What is kept of one source; the rollover counter outlives a change of the master key (RFC 3711, section 3.3.1). */
    private static final class Source {
        private final ReplayWindow rtpSeen = new ReplayWindow();
        private final ReplayWindow rtcpSeen = new ReplayWindow();
        private long highest = -1;
    }

    public SrtpReceiver(SrtpMasterKey key) {
        this(SrtpKeyParams.of(key));
    }

    /** Copies what it needs of the keys. */
    public SrtpReceiver(SrtpKeyParams params) {
        this.suite = params.suite();
        this.mkiLength = params.mkiLength();
        this.keys = params.entries().stream()
                .map(entry -> new Key(
                        entry.mki(),
                        new SessionKeys(entry.key().copy(), KeyDerivation.RTP_CIPHER, params.rateBits()),
                        new SessionKeys(entry.key().copy(), KeyDerivation.RTCP_CIPHER, params.rateBits())))
                .toArray(Key[]::new);
    }

    /** Authenticates and decrypts in place; on OK the plain RTP packet starts at offset and is plainLength() long. */
    public Unprotected unprotect(byte[] buffer, int offset, int length) {
        int shortest = length - suite.rtpTagLength() - mkiLength;
        if (shortest < RtpPacket.FIXED_HEADER || !packet.wrap(buffer, offset, shortest)) {
            return Unprotected.MALFORMED;
        }
        Source known = sources.get(packet.ssrc());
        int sequence = packet.sequenceNumber();
        long index = known == null || known.highest < 0 ? sequence : PacketIndexing.guess(known.highest, sequence);
        Unprotected fresh = index < 0 ? Unprotected.TOO_OLD : fresh(known == null ? null : known.rtpSeen, index);
        if (fresh != Unprotected.OK) {
            return fresh;
        }
        Key key = keyOf(buffer, offset + length, suite.isAead() ? 0 : suite.rtpTagLength());
        if (key == null) {
            return Unprotected.UNKNOWN_MKI;
        }
        int plain = key.rtp()
                .at(index)
                .openRtp(buffer, offset, length, mkiLength, packet.headerLength(), packet.ssrc(), index);
        if (plain < 0) {
            return Unprotected.AUTHENTICATION_FAILED;
        }
        Source source = known == null ? bind(packet.ssrc()) : known;
        if (source == null) {
            return Unprotected.TOO_MANY_SOURCES;
        }
        source.rtpSeen.commit(index);
        source.highest = Math.max(source.highest, index);
        plainLength = plain;
        packetIndex = index;
        return Unprotected.OK;
    }

    /** The same for SRTCP; on OK the plain compound packet is plainLength() long. */
    public Unprotected unprotectRtcp(byte[] buffer, int offset, int length) {
        int shortest = length - suite.rtcpTagLength() - mkiLength - TRAILER;
        if (shortest < RTCP_FIXED || (buffer[offset] & 0xc0) != 0x80) {
            return Unprotected.MALFORMED;
        }
        int afterMki = suite.isAead() ? 0 : suite.rtcpTagLength();
        int ssrc = Words.read(buffer, offset + 4);
        int trailer = Words.read(buffer, offset + length - afterMki - mkiLength - TRAILER);
        long index = trailer & ~Words.E_FLAG;
        Source known = sources.get(ssrc);
        Unprotected fresh = fresh(known == null ? null : known.rtcpSeen, index);
        if (fresh != Unprotected.OK) {
            return fresh;
        }
        Key key = keyOf(buffer, offset + length, afterMki);
        if (key == null) {
            return Unprotected.UNKNOWN_MKI;
        }
        int plain = key.rtcp().at(index).openRtcp(buffer, offset, length, mkiLength);
        if (plain < 0) {
            return Unprotected.AUTHENTICATION_FAILED;
        }
        Source source = known == null ? bind(ssrc) : known;
        if (source == null) {
            return Unprotected.TOO_MANY_SOURCES;
        }
        source.rtcpSeen.commit(index);
        plainLength = plain;
        return Unprotected.OK;
    }

    /** The key that the packet names, which ends at {@code end}; no trial of one key after the other (RFC 4568, 4.3). */
    private @Nullable Key keyOf(byte[] buffer, int end, int afterMki) {
        for (Key key : keys) {
            if (key.isNamedAt(buffer, end - afterMki - mkiLength)) {
                return key;
            }
        }
        return null;
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
        for (Key key : keys) {
            key.rtp().close();
            key.rtcp().close();
        }
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
}
