package org.callvault.cli.src;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.callvault.rtp.RtpPacket;
import org.callvault.rtp.rtcp.Bye;
import org.callvault.rtp.rtcp.NtpTime;
import org.callvault.rtp.rtcp.ReceiverReport;
import org.callvault.rtp.rtcp.RtcpCompound;
import org.callvault.rtp.rtcp.SenderReport;
import org.callvault.rtp.rtcp.SourceDescription;
import org.callvault.srtp.SrtpMasterKey;
import org.callvault.srtp.SrtpSender;
import org.jspecify.annotations.Nullable;

/** One source of 20 ms packets with its sockets, RTP and RTCP, encrypted where a key is given (RFC 3550, 3711). */
final class RtpStream implements AutoCloseable {
    private static final int PCMU = 0;
    private static final int ROOM = 512;
    private static final int MOST_ATTEMPTS = 100;
    private static final String CNAME = "callvault-src";

    private final DatagramSocket rtp;
    private final DatagramSocket rtcp;
    private final AudioSource audio;
    private final Optional<SrtpSender> srtp;
    private final int ssrc;
    private final long firstTimestamp;
    private final byte[] buffer = new byte[ROOM];
    private int sequence;
    private int packets;
    private @Nullable InetSocketAddress target;
    private @Nullable InetSocketAddress controlTarget;

    RtpStream(InetAddress local, AudioSource audio, Optional<SrtpMasterKey> key, SecureRandom random)
            throws IOException {
        DatagramSocket[] pair = pair(local);
        this.rtp = pair[0];
        this.rtcp = pair[1];
        this.audio = audio;
        this.srtp = key.map(SrtpSender::new);
        this.ssrc = random.nextInt();
        this.firstTimestamp = Integer.toUnsignedLong(random.nextInt());
        // Below 2^15, so that a receiver that misses the first packets guesses the rollover counter right (RFC 4568,
        // 6.4).
        this.sequence = random.nextInt(1 << 15);
    }

    /** RTP on a port and RTCP on the next one (RFC 3550, 11). */
    private static DatagramSocket[] pair(InetAddress local) throws IOException {
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            DatagramSocket first = new DatagramSocket(0, local);
            try {
                return new DatagramSocket[] {first, new DatagramSocket(first.getLocalPort() + 1, local)};
            } catch (IOException | IllegalArgumentException taken) {
                first.close();
            }
        }
        throw new IOException("no two neighbouring UDP ports are free");
    }

    int port() {
        return rtp.getLocalPort();
    }

    int packetsSent() {
        return packets;
    }

    void sendTo(InetSocketAddress rtpTarget, InetSocketAddress rtcpTarget) {
        target = rtpTarget;
        controlTarget = rtcpTarget;
    }

    /** The next packet of sound. */
    void sendNext() throws IOException {
        byte[] frame = audio.frame(packets);
        RtpPacket.writeHeader(buffer, 0, PCMU, packets == 0, sequence & 0xffff, timestamp(), ssrc);
        System.arraycopy(frame, 0, buffer, RtpPacket.FIXED_HEADER, frame.length);
        int plain = RtpPacket.FIXED_HEADER + frame.length;
        int length = srtp.map(sender -> sender.protect(buffer, 0, plain)).orElse(plain);
        send(rtp, target, length);
        sequence++;
        packets++;
    }

    /** A sender report (RFC 3550, 6.4.1). */
    void sendReport(long epochMillis) throws IOException {
        NtpTime now = NtpTime.ofEpochMicros(TimeUnit.MILLISECONDS.toMicros(epochMillis));
        long octets = (long) packets * AudioSource.FRAME;
        sendControl(
                RtcpCompound.of(new SenderReport(ssrc, now, timestamp(), packets, octets, List.of()), description()));
    }

    /** The source ends (RFC 3550, 6.6). */
    void sendBye() throws IOException {
        sendControl(RtcpCompound.of(new ReceiverReport(ssrc, List.of()), description(), new Bye(List.of(ssrc))));
    }

    private SourceDescription description() {
        return new SourceDescription(List.of(new SourceDescription.Name(ssrc, CNAME)));
    }

    private void sendControl(RtcpCompound compound) throws IOException {
        int plain = compound.write(buffer, 0);
        int length = srtp.map(sender -> sender.protectRtcp(buffer, 0, plain)).orElse(plain);
        send(rtcp, controlTarget, length);
    }

    private void send(DatagramSocket socket, @Nullable InetSocketAddress to, int length) throws IOException {
        if (to != null) {
            socket.send(new DatagramPacket(buffer, length, to));
        }
    }

    private long timestamp() {
        return firstTimestamp + (long) packets * AudioSource.FRAME & 0xffff_ffffL;
    }

    @Override
    public void close() {
        rtp.close();
        rtcp.close();
        srtp.ifPresent(SrtpSender::close);
    }
}
