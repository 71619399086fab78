package org.callvault.media.stream;

import java.net.InetAddress;
import java.net.SocketAddress;
import org.callvault.rtp.RtpPacket;
import org.callvault.srtp.SrtpReceiver;
import org.callvault.srtp.Unprotected;
import org.jspecify.annotations.Nullable;

/**
 * What one stream makes of its datagrams: demultiplex, authenticate and decrypt in place, check the source, account.
 * Hostile input ends as a counted {@link Outcome}; state changes only for packets that proved valid.
 */
public final class StreamReceiver implements AutoCloseable {
    private final StreamAccounting accounting;
    private final SourceLatch rtpSource;
    private final SourceLatch rtcpSource;
    private final RtpPacket packet = new RtpPacket();
    private @Nullable SrtpKeys keys;
    private boolean receiving;
    private int plainLength;

    /**
     * @param srtp what decrypts; null for RTP/AVP. Closed with this receiver.
     * @param announced where the SRC says it sends from; null where it says nothing
     */
    public StreamReceiver(
            StreamAccounting accounting,
            @Nullable SrtpReceiver srtp,
            boolean receiving,
            @Nullable InetAddress announced) {
        this.accounting = accounting;
        this.keys = srtp == null ? null : new SrtpKeys(srtp);
        this.receiving = receiving;
        this.rtpSource = new SourceLatch(announced);
        this.rtcpSource = new SourceLatch(announced);
    }

    /** Takes one datagram; after RTP or RTCP the plain packet starts at offset and is {@link #plainLength} long. */
    public Outcome receive(
            byte[] buffer, int offset, int length, SocketAddress source, long arrivalMicros, long nowNanos) {
        Outcome outcome = judge(buffer, offset, length, source, arrivalMicros, nowNanos);
        accounting.add(outcome);
        return outcome;
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

    /** Takes the SRC's new word on where it sends from. */
    public void announce(@Nullable InetAddress announced) {
        rtpSource.announce(announced);
        rtcpSource.announce(announced);
    }

    /** Takes another key; the old one goes on for a short overlap. Null: what follows is plain. */
    public void rekey(@Nullable SrtpReceiver srtp, long nowNanos) {
        if (srtp == null) {
            close();
            keys = null;
        } else if (keys == null) {
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
    }

    private Outcome judge(
            byte[] buffer, int offset, int length, SocketAddress source, long arrivalMicros, long nowNanos) {
        if (!Datagrams.isRtpOrRtcp(buffer, offset, length)) {
            return Outcome.NOT_RTP;
        }
        boolean rtcp = Datagrams.isRtcp(buffer, offset);
        Unprotected unprotected = unprotect(buffer, offset, length, rtcp, nowNanos);
        if (unprotected != Unprotected.OK) {
            return Outcome.of(unprotected);
        }
        boolean valid =
                rtcp ? Datagrams.isValidRtcp(buffer, offset, plainLength) : packet.wrap(buffer, offset, plainLength);
        if (!valid) {
            return Outcome.MALFORMED;
        }
        if (!comesFromItsSource(rtcp ? rtcpSource : rtpSource, source, nowNanos)) {
            return Outcome.WRONG_SOURCE;
        }
        return rtcp ? keepRtcp(arrivalMicros) : account(arrivalMicros, nowNanos);
    }

    private Unprotected unprotect(byte[] buffer, int offset, int length, boolean rtcp, long nowNanos) {
        if (keys == null) {
            plainLength = length;
            return Unprotected.OK;
        }
        Unprotected result = keys.unprotect(buffer, offset, length, rtcp, nowNanos);
        plainLength = keys.plainLength();
        return result;
    }

    private boolean comesFromItsSource(SourceLatch latch, SocketAddress source, long nowNanos) {
        if (keys == null) {
            return latch.admits(source, nowNanos);
        }
        latch.latch(source, nowNanos);
        return true;
    }

    private Outcome keepRtcp(long arrivalMicros) {
        accounting.sawValidPacket(arrivalMicros);
        return Outcome.RTCP;
    }

    private Outcome account(long arrivalMicros, long nowNanos) {
        return switch (accounting.sources().account(packet, arrivalMicros, nowNanos)) {
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
