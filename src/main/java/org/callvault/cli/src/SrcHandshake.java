package org.callvault.cli.src;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.callvault.dtls.DtlsAssociation;
import org.callvault.dtls.DtlsEndpoint;
import org.callvault.dtls.DtlsFailure;
import org.callvault.dtls.DtlsKeys;
import org.callvault.dtls.DtlsListener;
import org.callvault.dtls.DtlsRole;
import org.callvault.sdp.dtls.DtlsAttributes;
import org.callvault.sdp.dtls.Setup;
import org.callvault.srtp.SrtpReceiver;
import org.callvault.srtp.SrtpSender;

/** The client's end of one stream's DTLS association: it begins unless the recorder does, and waits for its keys. */
final class SrcHandshake implements AutoCloseable {
    private static final int ROOM = 2048;
    private static final int POLL_MILLIS = 20;

    private final DatagramSocket socket;
    private final DtlsAttributes recorder;
    private final DtlsAssociation association;
    private final CompletableFuture<Keys> keys = new CompletableFuture<>();

    /** What it gave. */
    record Keys(SrtpSender ours, SrtpReceiver theirs) {}

    SrcHandshake(DtlsEndpoint endpoint, DatagramSocket socket, DtlsAttributes recorder) {
        this.socket = socket;
        this.recorder = recorder;
        DtlsRole role = recorder.setup() == Setup.PASSIVE ? DtlsRole.CLIENT : DtlsRole.SERVER;
        this.association = endpoint.associate(role, recorder.fingerprints(), this::send, new DtlsListener() {
            @Override
            public void keyed(DtlsKeys given) {
                keys.complete(new Keys(new SrtpSender(given.ours()), new SrtpReceiver(given.theirs())));
            }

            @Override
            public void failed(DtlsFailure reason) {
                keys.completeExceptionally(new IOException("the DTLS handshake failed: " + reason.label()));
            }
        });
    }

    boolean isWith(DtlsAttributes other) {
        return recorder.sameAs(other);
    }

    /** Blocks until there are keys; the handshake's own limit of time ends it otherwise. */
    Keys shakeHands(InetSocketAddress target) throws IOException {
        association.connect(target);
        byte[] room = new byte[ROOM];
        socket.setSoTimeout(POLL_MILLIS);
        while (!keys.isDone()) {
            DatagramPacket datagram = new DatagramPacket(room, room.length);
            try {
                socket.receive(datagram);
                boolean _ = take(datagram);
            } catch (SocketTimeoutException nothing) {
                // Flights are sent again by themselves.
            }
        }
        try {
            return keys.join();
        } catch (java.util.concurrent.CompletionException e) {
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e);
        }
    }

    /** Whether it was DTLS (RFC 7983). */
    boolean take(DatagramPacket datagram) {
        byte first = datagram.getData()[datagram.getOffset()];
        boolean dtls = datagram.getLength() > 0 && first >= 20 && first <= 63;
        if (dtls) {
            boolean _ = association.receive(
                    datagram.getData(), datagram.getOffset(), datagram.getLength(), datagram.getSocketAddress());
        }
        return dtls;
    }

    private void send(ByteBuffer datagram, InetSocketAddress to) throws IOException {
        byte[] bytes = new byte[datagram.remaining()];
        datagram.get(bytes);
        socket.send(new DatagramPacket(bytes, bytes.length, to));
    }

    @Override
    public void close() {
        association.close();
    }
}
