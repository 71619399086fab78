package org.callvault.cli.src;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.callvault.dtls.DtlsEndpoint;
import org.callvault.rtp.RtpPacket;
import org.callvault.rtp.rtcp.Bye;
import org.callvault.rtp.rtcp.NtpTime;
import org.callvault.rtp.rtcp.ReceiverReport;
import org.callvault.rtp.rtcp.RtcpCompound;
import org.callvault.rtp.rtcp.SenderReport;
import org.callvault.rtp.rtcp.SourceDescription;
import org.callvault.sdp.dtls.DtlsAttributes;
import org.callvault.sdp.dtls.Setup;
import org.callvault.sdp.offer.AnsweredStream;
import org.callvault.srtp.SrtpKeyParams;
import org.callvault.srtp.SrtpMasterKey;
import org.callvault.srtp.SrtpSender;
import org.jspecify.annotations.Nullable;

/** One source of 20 ms packets with its sockets, RTP and RTCP, encrypted where a key is given (RFC 3550, 3711). */
final class RtpStream implements AutoCloseable {
    private static final int ROOM = 512;
    private static final String CNAME = "callvault-src";

    private final DatagramSocket rtp;
    private final DatagramSocket rtcp;
    private final RecorderReports reports;
    private final CallCodec codec;
    private final AudioSource audio;
    private final Optional<DtlsEndpoint> endpoint;
    private @Nullable SrcHandshake handshake;
    private volatile @Nullable IOException failure;
    private Optional<SrtpSender> srtp;
    private final int ssrc;
    private final long firstTimestamp;
    private final byte[] buffer = new byte[ROOM];
    private int sequence;
    private int packets;
    private int lost;
    private @Nullable InetSocketAddress target;
    private @Nullable InetSocketAddress controlTarget;

    /**
     * Binds its sockets.
     *
     * @param rtcpMux one port for both
     * @param endpoint what keys the stream, where no key is given; without either it is plain
     */
    RtpStream(
            InetAddress local,
            boolean rtcpMux,
            CallCodec codec,
            AudioSource audio,
            Optional<SrtpMasterKey> key,
            Optional<DtlsEndpoint> endpoint,
            SecureRandom random)
            throws IOException {
        this.endpoint = endpoint;
        SocketPair sockets = SocketPair.bind(local, rtcpMux);
        this.rtp = sockets.rtp();
        this.rtcp = sockets.rtcp();
        this.reports = new RecorderReports(rtcp);
        this.codec = codec;
        this.audio = audio;
        this.srtp = key.map(SrtpSender::new);
        this.ssrc = random.nextInt();
        this.firstTimestamp = Integer.toUnsignedLong(random.nextInt());
        // Below 2^15, so that a receiver that misses the first packets guesses the rollover counter right (RFC 4568,
        // 6.4).
        this.sequence = random.nextInt(1 << 15);
    }

    int port() {
        return rtp.getLocalPort();
    }

    int packetsSent() {
        return packets - lost;
    }

    /** Where RTP goes; only after an answer. */
    InetSocketAddress target() {
        return Objects.requireNonNull(target, "the call is not answered");
    }

    int ssrc() {
        return ssrc;
    }

    /** Whether a plain stream is wanted at another place; one that is encrypted gets new keys there. */
    boolean isMovedBy(AnsweredStream description) {
        return !reports.hasKeys()
                && description.port() != 0
                && target != null
                && !target.equals(new InetSocketAddress(description.address(), description.port()));
    }

    /** Whether the recorder says that it reports with another key than before. */
    boolean isRekeyedBy(AnsweredStream description) {
        SrtpKeyParams keys = description.keys();
        return keys != null && reports.hasKeys() && !reports.hasKeys(keys);
    }

    /** What is sent from now on is encrypted with this key; whoever sends may be another thread. */
    synchronized void rekey(SrtpMasterKey key) {
        SrtpSender next = new SrtpSender(key);
        srtp.ifPresent(before -> {
            next.continueAfter(before);
            before.close();
        });
        srtp = Optional.of(next);
    }

    /** Takes the recorder's ports, and the key that it reports with. */
    void answered(AnsweredStream answer) {
        target = new InetSocketAddress(answer.address(), answer.port());
        controlTarget = new InetSocketAddress(answer.address(), answer.rtcpPort());
        SrtpKeyParams keys = answer.keys();
        if (keys != null && !reports.hasKeys(keys)) {
            reports.readWith(keys);
        }
    }

    /** Of DTLS-SRTP: blocks until the keys are there, unless they are already. */
    void shakeHands(AnsweredStream answer) throws IOException {
        if (endpoint.isPresent()) {
            shakeHands(endpoint.get(), answer);
        }
    }

    private void shakeHands(DtlsEndpoint own, AnsweredStream answer) throws IOException {
        DtlsAttributes theirs = answer.dtls();
        if (theirs == null || target == null) {
            throw new IOException("the recorder's answer has no fingerprint that can be used");
        }
        if (handshake == null || !handshake.isWith(theirs)) {
            if (handshake != null) {
                handshake.close();
            }
            handshake = new SrcHandshake(own, rtp, theirs);
            SrcHandshake.Keys keys = handshake.shakeHands(target);
            srtp = Optional.of(keys.ours());
            reports.readWith(keys.theirs());
        }
    }

    /** Whether the recorder asks for another association. */
    boolean isReassociatedBy(AnsweredStream offer) {
        DtlsAttributes theirs = offer.dtls();
        return handshake != null && theirs != null && !handshake.isWith(theirs);
    }

    /** Goes on with the keys that there are until another handshake, which we begin, has given new ones. */
    void shakeHandsAgain(AnsweredStream offer) {
        DtlsAttributes theirs = Objects.requireNonNull(offer.dtls());
        InetSocketAddress peer = Objects.requireNonNull(target);
        SrcHandshake before = Objects.requireNonNull(handshake);
        SrcHandshake next = new SrcHandshake(endpoint.orElseThrow(), rtp, theirs.with(Setup.PASSIVE));
        handshake = next;
        Thread.ofVirtual().name("src-handshake").start(() -> {
            try {
                keyAgain(next.shakeHands(peer));
                before.close();
            } catch (IOException e) {
                failure = e;
            }
        });
    }

    private synchronized void keyAgain(SrcHandshake.Keys keys) {
        srtp.ifPresent(before -> {
            keys.ours().continueAfter(before);
            before.close();
        });
        srtp = Optional.of(keys.ours());
        reports.readWith(keys.theirs());
    }

    /** The next packets of sound are not sent. */
    void lose(int count) {
        sequence += count;
        packets += count;
        lost += count;
    }

    /** What has come since the last time; of an encrypted stream authentic, or an exception tells. */
    List<RecorderReports.Control> reports() throws IOException {
        return reports.read(handshake, controlTarget);
    }

    /** The next packet of sound, from the stream's own port. */
    void sendNext() throws IOException {
        sendNext((packet, length, to) -> send(rtp, to, length));
    }

    /** The same by another sender; nothing before the call is answered. */
    synchronized void sendNext(PacketSink sink) throws IOException {
        if (failure != null) {
            throw new IOException("no new keys", failure);
        }
        byte[] frame = audio.frame(packets);
        RtpPacket.writeHeader(buffer, 0, codec.payloadType(), packets == 0, sequence & 0xffff, timestamp(), ssrc);
        System.arraycopy(frame, 0, buffer, RtpPacket.FIXED_HEADER, frame.length);
        int plain = RtpPacket.FIXED_HEADER + frame.length;
        int length = srtp.map(sender -> sender.protect(buffer, 0, plain)).orElse(plain);
        if (target != null) {
            sink.send(buffer, length, target);
        }
        sequence++;
        packets++;
    }

    /** A sender report (RFC 3550, 6.4.1). */
    void sendReport(long epochMillis) throws IOException {
        NtpTime now = NtpTime.ofEpochMicros(TimeUnit.MILLISECONDS.toMicros(epochMillis));
        int sent = packetsSent();
        long octets = (long) sent * codec.frameBytes();
        sendControl(RtcpCompound.of(new SenderReport(ssrc, now, timestamp(), sent, octets, List.of()), description()));
    }

    /** The source ends (RFC 3550, 6.6). */
    void sendBye() throws IOException {
        sendControl(RtcpCompound.of(new ReceiverReport(ssrc, List.of()), description(), new Bye(List.of(ssrc))));
    }

    private SourceDescription description() {
        return new SourceDescription(List.of(new SourceDescription.Name(ssrc, CNAME)));
    }

    private synchronized void sendControl(RtcpCompound compound) throws IOException {
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
        if (handshake != null) {
            handshake.close();
        }
        rtp.close();
        rtcp.close();
        srtp.ifPresent(SrtpSender::close);
        reports.close();
    }
}
