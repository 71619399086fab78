package org.callvault.sip.transport;

import akka.NotUsed;
import akka.actor.Cancellable;
import akka.actor.typed.ActorSystem;
import akka.stream.KillSwitches;
import akka.stream.SharedKillSwitch;
import akka.stream.TLSClosing;
import akka.stream.TLSProtocol;
import akka.stream.TLSProtocol.SslTlsInbound;
import akka.stream.TLSProtocol.SslTlsOutbound;
import akka.stream.javadsl.BidiFlow;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.TLS;
import akka.util.ByteString;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.callvault.sip.SipMetrics;

/**
 * TLS on a socket, with a time for the handshake: a peer that never ends it would hold its connection until the idle
 * time-out, which is long because calls are.
 *
 * <pre>
 *   plain -> TLS -> socket -> [handshake in time?] -> TLS -> plain
 * </pre>
 */
final class TlsLayer {
    private final ActorSystem<?> system;
    private final Duration handshake;
    private final SipMetrics metrics;

    TlsLayer(ActorSystem<?> system, Duration handshake, SipMetrics metrics) {
        this.system = system;
        this.handshake = handshake;
        this.metrics = metrics;
    }

    /**
     * The socket's flow in the clear, to be run once: the handshake's time begins now.
     *
     * @param established told of each handshake that succeeded
     */
    Flow<ByteString, ByteString, NotUsed> over(
            Flow<ByteString, ByteString, ?> socket, Supplier<SSLEngine> engine, Consumer<SSLSession> established) {
        SharedKillSwitch watch = KillSwitches.shared("tls-handshake");
        Cancellable late = system.scheduler()
                .scheduleOnce(
                        handshake,
                        () -> {
                            metrics.rejected("tls-handshake-too-slow");
                            watch.abort(new SSLException("the handshake took too long"));
                        },
                        system.executionContext());
        BidiFlow<SslTlsOutbound, ByteString, ByteString, SslTlsInbound, NotUsed> tls = TLS.create(
                engine,
                session -> {
                    boolean _ = late.cancel();
                    established.accept(session);
                },
                // Otherwise a connection that we close stays until its peer closes it too.
                TLSClosing.eagerClose());
        return plain().atop(tls)
                .join(socket.via(watch.flow()).mapMaterializedValue(_ -> NotUsed.getInstance()))
                .watchTermination((none, end) -> {
                    // A peer that gave up before the time was over is not counted as slow.
                    end.whenComplete((_, _) -> late.cancel());
                    return none;
                });
    }

    private static BidiFlow<ByteString, SslTlsOutbound, SslTlsInbound, ByteString, NotUsed> plain() {
        Flow<ByteString, SslTlsOutbound, NotUsed> out =
                Flow.of(ByteString.class).map(TLSProtocol.SendBytes::new);
        Flow<SslTlsInbound, ByteString, NotUsed> in = Flow.of(SslTlsInbound.class)
                .map(found -> found instanceof TLSProtocol.SessionBytes session
                        ? session.bytes()
                        : ByteString.emptyByteString())
                .filter(ByteString::nonEmpty);
        return BidiFlow.fromFlows(out, in);
    }
}
