package org.callvault.cli.src;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import org.callvault.rtp.rtcp.RtcpCompound;
import org.callvault.srtp.SrtpKeyParams;
import org.callvault.srtp.SrtpReceiver;
import org.callvault.srtp.Unprotected;
import org.jspecify.annotations.Nullable;

/** What the recorder reports of one stream, in the clear or with the keys that it names (RFC 3550, 6.4.2; RFC 3711, 3.4). */
final class RecorderReports implements AutoCloseable {
    private static final int ROOM = 2048;

    private final DatagramSocket socket;
    private @Nullable SrtpKeyParams keys;
    private @Nullable SrtpReceiver receiver;

    /** @param socket takes the stream's RTCP, and is closed by whoever bound it */
    RecorderReports(DatagramSocket socket) {
        this.socket = socket;
    }

    /** A report of the recorder's, and whether it came from where its answer takes RTCP. */
    record Control(RtcpCompound compound, boolean symmetric) {}

    /** Whether the recorder has named keys, which it does not where DTLS gives them. */
    boolean hasKeys() {
        return keys != null;
    }

    boolean hasKeys(SrtpKeyParams others) {
        return keys != null && keys.sameAs(others);
    }

    /** Keys of the recorder's answer. */
    void readWith(SrtpKeyParams named) {
        keys = named;
        receiver = new SrtpReceiver(named);
    }

    /** What a handshake gave. */
    void readWith(SrtpReceiver given) {
        receiver = given;
    }

    /**
     * What has come since the last time; of an encrypted stream authentic, or an exception tells.
     *
     * @param handshake what takes the DTLS that comes in between, if there is any
     * @param controlTarget where the recorder's answer takes RTCP
     */
    List<Control> read(@Nullable SrcHandshake handshake, @Nullable InetSocketAddress controlTarget) throws IOException {
        List<Control> reports = new ArrayList<>();
        byte[] room = new byte[ROOM];
        DatagramPacket datagram = new DatagramPacket(room, room.length);
        socket.setSoTimeout(1);
        while (true) {
            try {
                socket.receive(datagram);
            } catch (SocketTimeoutException nothingMore) {
                return reports;
            }
            if (handshake == null || !handshake.take(datagram)) {
                reports.add(new Control(
                        plain(room, datagram.getLength()),
                        datagram.getSocketAddress().equals(controlTarget)));
            }
            datagram.setLength(room.length);
        }
    }

    private RtcpCompound plain(byte[] room, int length) throws IOException {
        SrtpReceiver receiver = this.receiver;
        Unprotected unprotected = receiver == null ? Unprotected.OK : receiver.unprotectRtcp(room, 0, length);
        int plain = receiver == null ? length : receiver.plainLength();
        if (unprotected == Unprotected.OK && RtcpCompound.parse(room, 0, plain) instanceof RtcpCompound compound) {
            return compound;
        }
        throw new IOException("the recorder's report cannot be read: " + unprotected);
    }

    @Override
    public void close() {
        if (receiver != null) {
            receiver.close();
        }
    }
}
