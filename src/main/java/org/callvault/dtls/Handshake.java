package org.callvault.dtls;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSRequest;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.TlsFatalAlertReceived;
import org.bouncycastle.tls.TlsTimeoutException;
import org.jspecify.annotations.Nullable;

/** One handshake with one peer, and what remains of it for the peer's late retransmissions. */
final class Handshake {
    private final DtlsEndpoint endpoint;
    private final HandshakeTerms terms;
    private final InetSocketAddress peer;
    private final PeerTransport transport;
    private final @Nullable DTLSRequest request;
    private volatile @Nullable DTLSTransport established;

    /** @param request the verified ClientHello; null where we are the client */
    Handshake(
            DtlsEndpoint endpoint,
            HandshakeTerms terms,
            DtlsSender sender,
            InetSocketAddress peer,
            @Nullable DTLSRequest request) {
        this.endpoint = endpoint;
        this.terms = terms;
        this.peer = peer;
        this.transport = new PeerTransport(sender, peer);
        this.request = request;
    }

    InetSocketAddress peer() {
        return peer;
    }

    boolean isEstablished() {
        return established != null;
    }

    /** What came of it. */
    sealed interface Result {
        record Keyed(DtlsKeys keys) implements Result {}

        record Failed(DtlsFailure reason) implements Result {}
    }

    /** Shakes hands; blocks until that succeeded, failed or took too long. */
    Result run() {
        try {
            DTLSTransport done = request == null
                    ? new DTLSClientProtocol()
                            .connect(new SrtpClient(endpoint.crypto(), terms, endpoint.limits()), transport)
                    : new DTLSServerProtocol()
                            .accept(new SrtpServer(endpoint.crypto(), terms, endpoint.limits()), transport, request);
            DtlsKeys keys = terms.takeKeys();
            established = done;
            return new Result.Keyed(keys);
        } catch (IOException | RuntimeException e) {
            terms.abandon();
            return new Result.Failed(terms.failure().orElseGet(() -> reasonOf(e)));
        }
    }

    private static DtlsFailure reasonOf(Exception e) {
        return switch (e) {
            case TlsTimeoutException silent -> DtlsFailure.TIMED_OUT;
            case TlsFatalAlertReceived alert -> DtlsFailure.ALERT_RECEIVED;
            case InterruptedIOException closed -> DtlsFailure.CLOSED;
            case IOException other -> DtlsFailure.PROTOCOL;
            default -> DtlsFailure.FAILED;
        };
    }

    /** Takes a datagram of the peer in; false when too many wait. */
    boolean put(byte[] datagram) {
        return transport.put(datagram);
    }

    /**
     * Reads what waits after the handshake: a peer that did not get our last flight sends its own again, and is answered
     * (RFC 6347, section 4.2.4). Application data means nothing here (RFC 5764, section 3).
     *
     * @return false when the peer has closed it
     */
    boolean read() {
        DTLSTransport open = established;
        if (open == null) {
            return true;
        }
        try {
            byte[] ignored = new byte[open.getReceiveLimit()];
            int _ = open.receive(ignored, 0, ignored.length, 1);
            return true;
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    void close() {
        transport.close();
    }
}
