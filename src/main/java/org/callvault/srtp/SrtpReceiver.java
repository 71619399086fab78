package org.callvault.srtp;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.LongStream;
import org.callvault.rtp.RtpPacket;
import org.callvault.srtp.transform.Words;
import org.jspecify.annotations.Nullable;

/**
 * The incoming direction of one stream (RFC 3711): a context for each source, made only after a packet of it has been
 * authenticated (late binding, RFC 4568, 6.4.1). Of several keys, the packet's MKI names the one that is tried. Where the
 * rollover counter isn't known, {@link RolloverSearch} finds it. One thread at a time.
 */
public final class SrtpReceiver implements AutoCloseable {
    private static final int MOST_SOURCES = 16;
    private static final int RTCP_FIXED = 8;
    private static final int TRAILER = 4;

    private final SrtpSuite suite;
    private final int mkiLength;
    private final Key[] keys;
    private final SrtpKeyParams params;
    private final Map<Integer, SrtpSource> sources = new HashMap<>();
    private final RolloverSearch strangers = new RolloverSearch();
    private final RtpPacket packet = new RtpPacket();
    private @Nullable SrtpSource latest;
    private int latestSsrc;
    private int plainLength;
    private long packetIndex;

    /** One master key's session keys, and the MKI that packets name it by. */
    private record Key(byte[] mki, SessionKeys rtp, SessionKeys rtcp) {
        boolean isNamedAt(byte[] buffer, int at) {
            return Arrays.equals(buffer, at, at + mki.length, mki, 0, mki.length);
        }
    }

    public SrtpReceiver(SrtpMasterKey key) {
        this(SrtpKeyParams.of(key));
    }

    /** Copies what it needs of the keys. */
    public SrtpReceiver(SrtpKeyParams params) {
        this.params = params.copy();
        this.suite = params.suite();
        this.mkiLength = params.mkiLength();
        this.keys = params.entries().stream()
                .map(entry -> new Key(
                        entry.mki(),
                        new SessionKeys(entry.key().copy(), KeyDerivation.RTP_CIPHER, params.rateBits()),
                        new SessionKeys(entry.key().copy(), KeyDerivation.RTCP_CIPHER, params.rateBits())))
                .toArray(Key[]::new);
    }

    /** Goes on where another receiver stood. Copies what it needs of the keys. */
    public SrtpReceiver(SrtpState state) {
        this(state.keys());
        state.sources().stream()
                .limit(MOST_SOURCES)
                .forEach(source -> sources.put(source.ssrc(), SrtpSource.of(source)));
    }

    /** What another receiver needs in order to go on in this one's place; the caller closes it. */
    public SrtpState state() {
        return new SrtpState(
                params.copy(),
                sources.entrySet().stream()
                        .map(source -> source.getValue().state(source.getKey()))
                        .toList());
    }

    /**
     * Goes on with the rollover counters of the receiver whose key this one's replaces (RFC 3711, section 3.3.1). Replay
     * windows begin anew: what was authentic under that key is not under this one.
     */
    public void continueAfter(SrtpReceiver before) {
        before.sources.forEach((ssrc, source) -> {
            if (source.isProven()) {
                sources.put(ssrc, SrtpSource.after(source));
            }
        });
    }

    /** Authenticates and decrypts in place; on OK the plain RTP packet starts at offset and is plainLength() long. */
    public Unprotected unprotect(byte[] buffer, int offset, int length) {
        int shortest = length - suite.rtpTagLength() - mkiLength;
        if (shortest < RtpPacket.FIXED_HEADER || !packet.wrap(buffer, offset, shortest)) {
            return Unprotected.MALFORMED;
        }
        Key key = keyOf(buffer, offset + length, suite.isAead() ? 0 : suite.rtpTagLength());
        if (key == null) {
            return Unprotected.UNKNOWN_MKI;
        }
        SrtpSource known = latest != null && latestSsrc == packet.ssrc() ? latest : sources.get(packet.ssrc());
        int sequence = packet.sequenceNumber();
        long index = known == null ? sequence : known.guess(sequence);
        Unprotected result = known == null ? Unprotected.OK : known.freshRtp(index);
        if (result == Unprotected.OK) {
            result = open(key, known, index, buffer, offset, length);
        }
        boolean mayHaveAnotherIndex = result == Unprotected.AUTHENTICATION_FAILED || result == Unprotected.TOO_OLD;
        if (mayHaveAnotherIndex && (known == null ? strangers.isDueAfterFailure(false) : known.isSearchDue())) {
            return search(key, known, buffer, offset, length, result);
        }
        return result;
    }

    /** Changes nothing unless the packet is authentic with that index. */
    private Unprotected open(Key key, @Nullable SrtpSource known, long index, byte[] buffer, int offset, int length) {
        int plain = key.rtp()
                .at(index)
                .openRtp(buffer, offset, length, mkiLength, packet.headerLength(), packet.ssrc(), index);
        if (plain < 0) {
            return Unprotected.AUTHENTICATION_FAILED;
        }
        SrtpSource source = known == null ? bind(packet.ssrc()) : known;
        if (source == null) {
            return Unprotected.TOO_MANY_SOURCES;
        }
        source.commitRtp(index);
        latest = source;
        latestSsrc = packet.ssrc();
        plainLength = plain;
        packetIndex = index;
        return Unprotected.OK;
    }

    private Unprotected search(
            Key key, @Nullable SrtpSource known, byte[] buffer, int offset, int length, Unprotected otherwise) {
        int sequence = packet.sequenceNumber();
        LongStream candidates = known == null ? SrtpSource.candidatesOfStranger(sequence) : known.candidates(sequence);
        return candidates
                .mapToObj(index -> open(key, known, index, buffer, offset, length))
                .filter(result -> result != Unprotected.AUTHENTICATION_FAILED)
                .findFirst()
                .orElse(otherwise);
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
        SrtpSource known = sources.get(ssrc);
        Unprotected fresh = known == null ? Unprotected.OK : known.freshRtcp(index);
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
        SrtpSource source = known == null ? bind(ssrc) : known;
        if (source == null) {
            return Unprotected.TOO_MANY_SOURCES;
        }
        source.commitRtcp(index);
        plainLength = plain;
        return Unprotected.OK;
    }

    /** The key that the packet names, which ends at {@code end}; no trial of one key after the other (RFC 4568, 4.3). */
    private @Nullable Key keyOf(byte[] buffer, int end, int afterMki) {
        if (mkiLength == 0) {
            return keys[0];
        }
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
        params.close();
        sources.clear();
    }

    private @Nullable SrtpSource bind(int ssrc) {
        if (sources.size() >= MOST_SOURCES) {
            return null;
        }
        strangers.succeeded();
        SrtpSource source = SrtpSource.fresh();
        sources.put(ssrc, source);
        return source;
    }
}
