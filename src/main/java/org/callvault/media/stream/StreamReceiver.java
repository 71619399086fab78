package org.callvault.media.stream;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import org.callvault.rtp.RtpPacket;
import org.callvault.rtp.rtcp.Bye;
import org.callvault.rtp.rtcp.ParsedRtcp;
import org.callvault.rtp.rtcp.RtcpCompound;
import org.callvault.rtp.rtcp.SenderReport;
import org.callvault.srtp.SrtpReceiver;
import org.callvault.srtp.Unprotected;
import org.jspecify.annotations.Nullable;

/**
 * What one stream makes of its datagrams: demultiplex, authenticate and decrypt in place, check the source, account.
 * Hostile input ends as a counted {@link Outcome}; state changes only for packets that proved valid.
 */
public final class StreamReceiver implements AutoCloseable {
    /** The most that {@link #undeciphered} gives. */
    public static final int MOST_UNDECIPHERED = HeldPackets.MOST;

    private final StreamAccounting accounting;
    private final SourceLatch rtpSource;
    private final SourceLatch rtcpSource;
    private final ReturnPath returnPath;
    private boolean shared;
    private final RtpPacket packet = new RtpPacket();
    private final HeldPackets held = new HeldPackets();
    private @Nullable SrtpKeys keys;
    private @Nullable SrtpKeys controlKeys;
    private @Nullable HandshakeInlet handshake;
    private boolean receiving;
    private int plainLength;

    /**
     * @param srtp what decrypts; null for RTP/AVP. Closed with this receiver.
     */
    public StreamReceiver(
            StreamAccounting accounting, @Nullable SrtpReceiver srtp, boolean receiving, RemoteSide remote) {
        this.accounting = accounting;
        this.keys = srtp == null ? null : new SrtpKeys(srtp);
        this.receiving = receiving;
        this.shared = remote.shared();
        this.rtpSource = new SourceLatch(remote.address());
        this.rtcpSource = new SourceLatch(remote.address());
        this.returnPath = new ReturnPath(remote.rtcp());
    }

    /** Takes a datagram of DTLS; null where it is none. */
    public @Nullable Outcome receiveHandshake(
            byte[] buffer, int offset, int length, SocketAddress source, boolean control) {
        HandshakeInlet inlet = handshake;
        if (inlet == null || !Datagrams.isDtls(buffer, offset, length)) {
            return null;
        }
        Outcome outcome = inlet.take(buffer, offset, length, source, control) ? Outcome.DTLS : Outcome.DTLS_DROPPED;
        accounting.add(outcome);
        return outcome;
    }

    /** Has a handshake key the stream: what comes before its keys is not taken as plain. Null: none does. */
    public void keyBy(@Nullable HandshakeInlet inlet) {
        handshake = inlet;
    }

    /** Whether that handshake is the one that keys the stream. */
    public boolean isKeyedBy(HandshakeInlet inlet) {
        return handshake == inlet;
    }

    /** Takes another key of RTCP alone, whose port has an association of its own. */
    public void rekeyControl(SrtpReceiver srtp, long nowNanos) {
        if (controlKeys == null) {
            controlKeys = new SrtpKeys(srtp);
        } else {
            controlKeys.replace(srtp, nowNanos);
        }
    }

    /**
     * Takes one datagram; after RTP or RTCP the plain packet starts at offset and is {@link #plainLength} long.
     *
     * @param arrivalMicros when it came, microseconds since the epoch
     * @param nowNanos the same by a monotonic clock
     */
    public Outcome receive(
            byte[] buffer, int offset, int length, SocketAddress source, long arrivalMicros, long nowNanos) {
        Outcome outcome = judge(buffer, offset, length, source, arrivalMicros, nowNanos);
        accounting.add(outcome);
        if (mayBeAuthenticLater(outcome)) {
            held.keep(buffer, offset, length, source, arrivalMicros, outcome, nowNanos);
        }
        return outcome;
    }

    private static boolean mayBeAuthenticLater(Outcome outcome) {
        return outcome == Outcome.AUTHENTICATION_FAILED || outcome == Outcome.UNKNOWN_MKI || outcome == Outcome.NO_KEYS;
    }

    /**
     * What failed authentication a moment ago, to be received again under a new key: some of it may have been sent with that
     * before we were told. No longer counted as rejected.
     */
    public List<Undeciphered> undeciphered(long nowNanos) {
        List<Undeciphered> again = held.take(nowNanos);
        again.forEach(packet -> accounting.retract(packet.outcome()));
        return again;
    }

    /** Counts a datagram that came to nothing before it got here. */
    public void reject(Outcome outcome) {
        accounting.add(outcome);
    }

    /** Length of the last packet that was kept, bytes. */
    public int plainLength() {
        return plainLength;
    }

    /** Puts the stream on hold: what comes is authenticated and counted, not kept. */
    public void pause() {
        receiving = false;
    }

    /** Takes the stream off hold. */
    public void resume() {
        receiving = true;
    }

    /** Takes the SRC's new word on where it is. */
    public void describe(RemoteSide remote) {
        shared = remote.shared();
        if (shared) {
            closeControlKeys();
        }
        rtpSource.announce(remote.address());
        rtcpSource.announce(remote.address());
        returnPath.describe(remote.rtcp());
    }

    /** Whether RTP and RTCP share one port. */
    public boolean isShared() {
        return shared;
    }

    /** Takes another key; the old one goes on for a short overlap. Null: what follows is plain. */
    public void rekey(@Nullable SrtpReceiver srtp, long nowNanos) {
        if (srtp == null) {
            close();
            keys = null;
            controlKeys = null;
        } else if (keys == null) {
            // What was heard until now proves nothing.
            rtpSource.release();
            returnPath.forget();
            keys = new SrtpKeys(srtp);
        } else {
            keys.replace(srtp, nowNanos);
        }
    }

    /** Wipes the keys. */
    @Override
    public void close() {
        if (keys != null) {
            keys.close();
        }
        closeControlKeys();
    }

    private void closeControlKeys() {
        if (controlKeys != null) {
            controlKeys.close();
            controlKeys = null;
        }
    }

    private Outcome judge(
            byte[] buffer, int offset, int length, SocketAddress source, long arrivalMicros, long nowNanos) {
        if (!Datagrams.isRtpOrRtcp(buffer, offset, length)) {
            return Outcome.NOT_RTP;
        }
        boolean rtcp = Datagrams.isRtcp(buffer, offset);
        if (keys == null && handshake != null) {
            return Outcome.NO_KEYS;
        }
        Unprotected unprotected = unprotect(buffer, offset, length, rtcp, nowNanos);
        if (unprotected != Unprotected.OK) {
            return Outcome.of(unprotected);
        }
        if (rtcp) {
            return judgeRtcp(RtcpCompound.parse(buffer, offset, plainLength), source, arrivalMicros, nowNanos);
        }
        if (!packet.wrap(buffer, offset, plainLength)) {
            return Outcome.MALFORMED;
        }
        return comesFromItsSource(rtpSource, source, nowNanos)
                ? account(arrivalMicros, nowNanos)
                : Outcome.WRONG_SOURCE;
    }

    private Outcome judgeRtcp(ParsedRtcp parsed, SocketAddress source, long arrivalMicros, long nowNanos) {
        if (!(parsed instanceof RtcpCompound compound)) {
            return Outcome.MALFORMED;
        }
        if (!comesFromItsSource(rtcpSource, source, nowNanos)) {
            return Outcome.WRONG_SOURCE;
        }
        returnPath.hear(source);
        accounting.sawValidPacket(arrivalMicros);
        compound.all(SenderReport.class).forEach(report -> sources().reported(report, nowNanos));
        compound.all(Bye.class).forEach(bye -> bye.ssrcs().forEach(ssrc -> ended(ssrc, source)));
        return Outcome.RTCP;
    }

    /**
     * Another source may follow at once, from anywhere. Of plain RTP only when the BYE comes from where the media does:
     * else a stranger could make room for itself.
     */
    private void ended(int ssrc, SocketAddress source) {
        boolean followable = isKeyed() || isSameHost(source, rtpSource.latched());
        if (followable && sources().ended(ssrc)) {
            rtpSource.release();
        }
    }

    private static boolean isSameHost(SocketAddress one, @Nullable SocketAddress other) {
        return one instanceof InetSocketAddress left
                && other instanceof InetSocketAddress right
                && left.getAddress().equals(right.getAddress());
    }

    Sources sources() {
        return accounting.sources();
    }

    boolean isKeyed() {
        return keys != null || handshake != null;
    }

    /** Where our RTCP may go; null while nobody is known. */
    @Nullable
    InetSocketAddress returnPath(boolean acknowledged) {
        return returnPath.target(shared ? rtpSource.latched() : null, isKeyed(), acknowledged);
    }

    private Unprotected unprotect(byte[] buffer, int offset, int length, boolean rtcp, long nowNanos) {
        SrtpKeys own = rtcp && controlKeys != null ? controlKeys : keys;
        if (own == null) {
            plainLength = length;
            return Unprotected.OK;
        }
        Unprotected result = own.unprotect(buffer, offset, length, rtcp, nowNanos);
        plainLength = own.plainLength();
        return result;
    }

    private boolean comesFromItsSource(SourceLatch latch, SocketAddress source, long nowNanos) {
        if (keys == null) {
            return latch.admits(source, nowNanos);
        }
        latch.latch(source, nowNanos);
        return true;
    }

    private Outcome account(long arrivalMicros, long nowNanos) {
        return switch (sources().account(packet, arrivalMicros, nowNanos)) {
            case NOWHERE -> Outcome.TOO_MANY_SOURCES;
            case DUPLICATE -> {
                accounting.sawValidPacket(arrivalMicros);
                yield Outcome.DUPLICATE;
            }
            case IN_ORDER -> keepUnlessPaused(false, arrivalMicros);
            case LATE -> keepUnlessPaused(true, arrivalMicros);
        };
    }

    /** A paused stream goes on in SRTP and in the sequence, so that nothing looks lost when it comes back. */
    private Outcome keepUnlessPaused(boolean late, long arrivalMicros) {
        accounting.sawValidPacket(arrivalMicros);
        if (!receiving) {
            return Outcome.PAUSED;
        }
        if (late) {
            accounting.countLate();
        }
        return Outcome.RTP;
    }
}
