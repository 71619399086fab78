package org.callvault.sip.transport;

import akka.NotUsed;
import akka.stream.TLSClosing;
import akka.stream.TLSProtocol;
import akka.stream.TLSProtocol.SslTlsInbound;
import akka.stream.TLSProtocol.SslTlsOutbound;
import akka.stream.javadsl.BidiFlow;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.TLS;
import akka.util.ByteString;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;

/** TLS around one socket. */
final class TlsFlow {
    private TlsFlow() {}

    /**
     * The socket's flow in the clear.
     *
     * @param established told of each handshake that succeeded
     */
    static Flow<ByteString, ByteString, NotUsed> over(
            Flow<ByteString, ByteString, ?> socket, Supplier<SSLEngine> engine, Consumer<SSLSession> established) {
        BidiFlow<ByteString, SslTlsOutbound, SslTlsInbound, ByteString, NotUsed> plain = BidiFlow.fromFlows(
                Flow.<ByteString>create().map(TLSProtocol.SendBytes::new),
                Flow.<SslTlsInbound>create()
                        .mapConcat(inbound -> inbound instanceof TLSProtocol.SessionBytes session
                                ? List.of(session.bytes())
                                : List.<ByteString>of()));
        // Without the eager close a connection that we close stays until its peer closes it too.
        return plain.atop(TLS.create(engine, established, TLSClosing.eagerClose()))
                .join(socket.mapMaterializedValue(_ -> NotUsed.getInstance()));
    }
}
