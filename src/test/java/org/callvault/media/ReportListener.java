package org.callvault.media;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Optional;
import java.util.function.Predicate;
import org.callvault.rtp.rtcp.Bye;
import org.callvault.rtp.rtcp.MalformedRtcp;
import org.callvault.rtp.rtcp.ReceiverReport;
import org.callvault.rtp.rtcp.RtcpCompound;
import org.callvault.rtp.rtcp.SourceDescription;
import org.callvault.srtp.SrtpMasterKey;
import org.callvault.srtp.SrtpReceiver;
import org.callvault.srtp.Unprotected;
import org.jspecify.annotations.Nullable;

/** Plays the SRC's RTCP port on loopback: takes what the recorder reports, and decrypts it. */
final class ReportListener implements AutoCloseable {
    private final DatagramSocket socket;
    private final @Nullable SrtpReceiver srtp;

    /** A report and the port that it came from. */
    record Heard(RtcpCompound compound, int fromPort) {
        ReceiverReport report() {
            return compound.all(ReceiverReport.class).findFirst().orElseThrow();
        }

        SourceDescription.Name name() {
            return compound.all(SourceDescription.class)
                    .findFirst()
                    .orElseThrow()
                    .names()
                    .getFirst();
        }

        boolean isBye() {
            return compound.all(Bye.class).findAny().isPresent();
        }
    }

    ReportListener(@Nullable SrtpMasterKey key) {
        try {
            this.socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.srtp = key == null ? null : new SrtpReceiver(key);
    }

    InetSocketAddress address() {
        return new InetSocketAddress(socket.getLocalAddress(), socket.getLocalPort());
    }

    void send(int port, byte[] datagram) {
        try {
            socket.send(new DatagramPacket(datagram, datagram.length, InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Heard next() {
        return poll((int) MediaNode.SOON.toMillis())
                .orElseThrow(() -> new AssertionError("no report within " + MediaNode.SOON));
    }

    /** The next one of that kind. */
    Heard next(Predicate<Heard> wanted) {
        Heard heard = next();
        while (!wanted.test(heard)) {
            heard = next();
        }
        return heard;
    }

    /** What has come already. */
    Optional<Heard> waiting() {
        return poll(1);
    }

    void discardWaiting() {
        Optional<Heard> waiting = waiting();
        while (waiting.isPresent()) {
            waiting = waiting();
        }
    }

    private Optional<Heard> poll(int millis) {
        byte[] buffer = new byte[2048];
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        try {
            socket.setSoTimeout(millis);
            socket.receive(packet);
        } catch (SocketTimeoutException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        int length = packet.getLength();
        if (srtp != null) {
            Unprotected result = srtp.unprotectRtcp(buffer, 0, length);
            if (result != Unprotected.OK) {
                throw new AssertionError("a report is " + result);
            }
            length = srtp.plainLength();
        }
        return switch (RtcpCompound.parse(buffer, 0, length)) {
            case RtcpCompound compound -> Optional.of(new Heard(compound, packet.getPort()));
            case MalformedRtcp malformed -> throw new AssertionError(malformed);
        };
    }

    @Override
    public void close() {
        socket.close();
    }
}
