package org.callvault.media;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Random;
import org.callvault.rtp.RtpPacket;
import org.callvault.srtp.SrtpMasterKey;
import org.callvault.srtp.SrtpSender;
import org.jspecify.annotations.Nullable;

/** Plays the SRC's side of one stream: sends RTP or SRTP to a port on loopback. */
final class Talker implements AutoCloseable {
    private static final int ROOM_FOR_TAG = 16;

    private final DatagramSocket socket;
    private final @Nullable SrtpSender srtp;
    private final int ssrc;

    Talker(int ssrc, @Nullable SrtpMasterKey key) {
        try {
            this.socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.srtp = key == null ? null : new SrtpSender(key);
        this.ssrc = ssrc;
    }

    /** A plain G.711 packet of 20 ms, whose payload follows from its number. */
    byte[] packet(int number) {
        byte[] packet = new byte[172];
        byte[] payload = new byte[160];
        new Random(number * 31L + ssrc).nextBytes(payload);
        System.arraycopy(payload, 0, packet, 12, payload.length);
        RtpPacket.writeHeader(packet, 0, 0, false, number & 0xFFFF, number * 160L & 0xFFFFFFFFL, ssrc);
        return packet;
    }

    /** What goes over the wire for a plain packet. */
    byte[] onTheWire(byte[] plain) {
        if (srtp == null) {
            return plain;
        }
        byte[] room = Arrays.copyOf(plain, plain.length + ROOM_FOR_TAG);
        return Arrays.copyOf(room, srtp.protect(room, 0, plain.length));
    }

    /** What goes over the wire for a plain RTCP packet. */
    byte[] onTheWireRtcp(byte[] plain) {
        if (srtp == null) {
            return plain;
        }
        byte[] room = Arrays.copyOf(plain, plain.length + 2 * ROOM_FOR_TAG);
        return Arrays.copyOf(room, srtp.protectRtcp(room, 0, plain.length));
    }

    /** A sender report without blocks. */
    byte[] senderReport() {
        byte[] report = new byte[28];
        report[0] = (byte) 0x80;
        report[1] = (byte) 200;
        report[3] = 6;
        for (int at = 0; at < 4; at++) {
            report[4 + at] = (byte) (ssrc >>> (24 - 8 * at));
        }
        return report;
    }

    void send(int port, byte[] datagram) {
        try {
            socket.send(new DatagramPacket(datagram, datagram.length, InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Protects and sends the packets of these numbers, in order. */
    void talk(int port, int from, int to) {
        for (int number = from; number < to; number++) {
            send(port, onTheWire(packet(number)));
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
