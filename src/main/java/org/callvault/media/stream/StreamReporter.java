package org.callvault.media.stream;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.callvault.rtp.rtcp.Bye;
import org.callvault.rtp.rtcp.ReceiverReport;
import org.callvault.rtp.rtcp.RtcpCompound;
import org.callvault.rtp.rtcp.RtcpPacket;
import org.callvault.rtp.rtcp.SourceDescription;
import org.callvault.srtp.SrtpSender;
import org.jspecify.annotations.Nullable;

/**
 * What one stream of a call says in RTCP: a receiver report and our canonical name (RFC 3550, sections 6.4.2 and 6.5),
 * encrypted where the stream is. Where nothing was received the report is empty; it still keeps idle streams and NAT
 * bindings alive (RFC 7866, 8.1.6). Used by the thread that receives.
 */
public final class StreamReporter implements AutoCloseable {
    /** Room that the longest report takes with its trailers. */
    public static final int LONGEST = 1024;

    private final StreamReceiver receiver;
    private final String cname;
    private final RandomGenerator random;
    private @Nullable SrtpSender srtp;
    private int ssrc;

    /**
     * @param cname the same for all streams of a call: they have one clock
     * @param srtp what encrypts, with our key of the answer; null for RTP/AVP. Closed with this reporter.
     */
    public StreamReporter(StreamReceiver receiver, String cname, @Nullable SrtpSender srtp, RandomGenerator random) {
        this.receiver = receiver;
        this.cname = cname;
        this.srtp = srtp;
        this.random = random;
        this.ssrc = random.nextInt();
    }

    /** Takes another key, null for none; the SRTCP index goes on, as it must not repeat (RFC 3711, section 3.4). */
    public void rekey(@Nullable SrtpSender next) {
        SrtpSender before = srtp;
        if (before != null) {
            if (next != null) {
                next.continueAfter(before);
            }
            before.close();
        }
        srtp = next;
    }

    /**
     * Where a report may go now; null while nobody is known, or while a stream whose SRC encrypts has no key of ours.
     *
     * @param acknowledged whether the SRC has acknowledged our answer
     */
    public @Nullable InetSocketAddress target(boolean acknowledged) {
        return receiver.isKeyed() == (srtp != null) ? receiver.returnPath(acknowledged) : null;
    }

    /**
     * Writes the report that is due.
     *
     * @param buffer at least {@link #LONGEST}
     * @return its length on the wire, bytes
     */
    public int write(byte[] buffer, long nowNanos) {
        boolean collides = receiver.sources().know(ssrc);
        int length = write(buffer, collides, nowNanos);
        if (collides) {
            // The identifier is left to whom we hear with it, and said farewell to (RFC 3550, section 8.2).
            ssrc = random.nextInt();
        }
        return length;
    }

    /** The same for the last time, with BYE (RFC 3550, section 6.6). */
    public int writeLast(byte[] buffer, long nowNanos) {
        return write(buffer, true, nowNanos);
    }

    private int write(byte[] buffer, boolean last, long nowNanos) {
        List<RtcpPacket> packets = new ArrayList<>(3);
        packets.add(new ReceiverReport(ssrc, receiver.sources().reports(nowNanos)));
        packets.add(new SourceDescription(List.of(new SourceDescription.Name(ssrc, cname))));
        if (last) {
            packets.add(new Bye(List.of(ssrc)));
        }
        int plain = new RtcpCompound(packets).write(buffer, 0);
        return srtp == null ? plain : srtp.protectRtcp(buffer, 0, plain);
    }

    /** Wipes the key. */
    @Override
    public void close() {
        if (srtp != null) {
            srtp.close();
        }
    }
}
