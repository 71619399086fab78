package org.callvault.sip.transport;

import akka.Done;
import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.japi.Pair;
import akka.japi.function.Function;
import akka.stream.BoundedSourceQueue;
import akka.stream.javadsl.BidiFlow;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.stream.javadsl.Tcp;
import akka.util.ByteString;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.callvault.config.Settings.ClientAuth;
import org.callvault.security.TlsContexts;
import org.callvault.security.audit.AuditLog;
import org.callvault.session.signal.SipTransport;
import org.callvault.sip.SipMetrics;
import org.callvault.sip.wire.Framed;
import org.callvault.sip.wire.SipFramer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One TCP or TLS listener and all connections of its transport, accepted and dialled.
 *
 * <pre>
 *   bounded queue -> [idle time-out] -> socket (TLS) -> [idle time-out] -> framer -> channel.received
 * </pre>
 *
 * <p>One message is one element of the queue, so it is written whole. A peer that does not read fills its queue and loses the
 * connection. Messages of one connection are handled one after the other, in the stream's own thread.
 */
public final class StreamListener {
    private static final Logger log = LoggerFactory.getLogger(StreamListener.class);

    /** A load balancer that comes back reconnects all its clients at once. */
    private static final int BACKLOG = 1024;

    private final ActorSystem<?> system;
    private final SipTransport transport;
    private final Supplier<SSLContext> tls;
    private final ClientAuth clientAuth;
    private final StreamLimits limits;
    private final SipMetrics metrics;
    private final AuditLog audit;
    private final TlsLayer tlsLayer;
    private final ConcurrentHashMap<String, StreamChannel> flows = new ConcurrentHashMap<>();
    private final AtomicInteger open = new AtomicInteger();
    /** Connections wait here until the stack is there to take their messages. */
    private final CompletableFuture<StreamProcessor> processor = new CompletableFuture<>();

    private volatile Tcp.@Nullable ServerBinding binding;

    /**
     * A listener that is not bound yet.
     *
     * @param tls the context of the moment, asked once per connection; never asked for plain TCP
     */
    public StreamListener(
            ActorSystem<?> system,
            SipTransport transport,
            Supplier<SSLContext> tls,
            ClientAuth clientAuth,
            StreamLimits limits,
            SipMetrics metrics,
            AuditLog audit) {
        this.system = system;
        this.transport = transport;
        this.tls = tls;
        this.clientAuth = clientAuth;
        this.audit = audit;
        this.tlsLayer = new TlsLayer(system, limits.handshake(), metrics);
        this.limits = limits;
        this.metrics = metrics;
        metrics.connections(transport, open::get);
    }

    public SipTransport transport() {
        return transport;
    }

    int maxMessageBytes() {
        return limits.maxHead() + limits.maxBody();
    }

    SipMetrics metrics() {
        return metrics;
    }

    AuditLog audit() {
        return audit;
    }

    /** Binds; completes when the socket listens, fails with the cause. */
    public CompletionStage<Done> bind(String host, int port) {
        Tcp tcp = Tcp.get(system);
        return tcp.bind(host, port, BACKLOG, List.of(), halfClose(), Optional.empty())
                .mapAsync(1, connection -> processor.thenApply(ready -> new Pair<>(connection, ready)))
                .to(Sink.foreach(pair -> accept(pair.first(), pair.second())))
                .run(system)
                .thenApply(bound -> {
                    binding = bound;
                    return Done.getInstance();
                });
    }

    void attach(StreamProcessor ready) {
        processor.complete(ready);
    }

    /** Stops accepting; connections that are open stay. */
    public CompletionStage<Done> unbind() {
        Tcp.ServerBinding bound = binding;
        return bound == null
                ? CompletableFuture.completedFuture(Done.getInstance())
                : bound.unbind().thenApply(_ -> Done.getInstance());
    }

    /** Closes every connection when what waits to be written has been written. */
    public void closeAll() {
        processor.cancel(false);
        flows.values().forEach(StreamChannel::close);
    }

    /** Whether a connection to that very address and port is open here. */
    public boolean hasFlow(String address, int port) {
        return flows.containsKey(key(address, port));
    }

    /** The open connection to that address and port, else a new one: its messages wait until it is up. Never blocks. */
    StreamChannel channelTo(StreamProcessor by, String host, int port) {
        StreamChannel flow = flows.get(key(host, port));
        return flow != null ? flow : dial(by, host, port);
    }

    private void accept(Tcp.IncomingConnection connection, StreamProcessor by) {
        if (open.get() >= limits.maxConnections()) {
            metrics.rejected("too-many-connections");
            connection.handleWith(Flow.fromSinkAndSource(Sink.cancelled(), Source.empty()), system);
            return;
        }
        StreamChannel channel = new StreamChannel(by, this, connection.remoteAddress());
        Flow<ByteString, ByteString, ?> socket = connection.flow();
        if (transport == SipTransport.TLS) {
            socket = tlsLayer.over(socket, () -> TlsContexts.serverEngine(tls.get(), clientAuth), channel::established);
        }
        run(socket, channel);
    }

    /** TLS has an alert to send after its peer has closed or failed. */
    private boolean halfClose() {
        return transport == SipTransport.TLS;
    }

    private StreamChannel dial(StreamProcessor by, String host, int port) {
        InetSocketAddress target = InetSocketAddress.createUnresolved(host, port);
        StreamChannel channel = new StreamChannel(by, this, named(host, port));
        run(outgoing(target, channel), channel);
        return channel;
    }

    private Flow<ByteString, ByteString, ?> outgoing(InetSocketAddress target, StreamChannel channel) {
        Tcp tcp = Tcp.get(system);
        var socket = tcp.outgoingConnection(
                target, Optional.empty(), List.of(), halfClose(), Optional.of(limits.connect()), Optional.empty());
        return transport == SipTransport.TLS
                ? tlsLayer.over(
                        socket,
                        () -> TlsContexts.clientEngine(tls.get(), target.getHostString(), target.getPort()),
                        channel::established)
                : socket;
    }

    private void run(Flow<ByteString, ByteString, ?> socket, StreamChannel channel) {
        Pair<BoundedSourceQueue<ByteString>, Source<ByteString, NotUsed>> out =
                Source.<ByteString>queue(limits.maxQueued()).preMaterialize(system);
        channel.attach(out.first());
        String key = key(channel.peerHost(), channel.getPeerPort());
        flows.put(key, channel);
        open.incrementAndGet();
        CompletionStage<Done> end = out.second()
                .via(BidiFlow.<ByteString, ByteString>bidirectionalIdleTimeout(limits.idle())
                        .join(socket))
                .statefulMapConcat(this::framer)
                .toMat(Sink.foreach(channel::received), Keep.right())
                .run(system);
        end.whenComplete((_, failure) -> {
            flows.remove(key, channel);
            open.decrementAndGet();
            channel.ended(failure);
            if (failure != null) {
                log.atDebug()
                        .addKeyValue("peer", key)
                        .addKeyValue("cause", rootCause(failure))
                        .log("A SIP connection broke");
            }
        });
    }

    private Function<ByteString, Iterable<Framed>> framer() {
        SipFramer framer = new SipFramer(limits.maxHead(), limits.maxBody(), limits.message());
        return bytes -> framer.feed(bytes.toArray(), System.nanoTime());
    }

    /** An address for the stack to show; it is never resolved here, as that could block. */
    private static InetSocketAddress named(String host, int port) {
        try {
            return new InetSocketAddress(InetAddress.ofLiteral(host), port);
        } catch (IllegalArgumentException aName) {
            try {
                return new InetSocketAddress(InetAddress.getByAddress(host, new byte[4]), port);
            } catch (UnknownHostException impossible) {
                throw new IllegalStateException("four bytes are an address", impossible);
            }
        }
    }

    private static String key(String host, int port) {
        return host + " " + port;
    }

    private static String rootCause(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause.toString();
    }
}
