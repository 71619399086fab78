package org.callvault.sip.transport;

import akka.stream.BoundedSourceQueue;
import akka.stream.QueueOfferResult;
import akka.util.ByteString;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.stack.MessageChannel;
import gov.nist.javax.sip.stack.RawMessageChannel;
import gov.nist.javax.sip.stack.SIPTransactionStack;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.net.ssl.SSLSession;
import javax.sip.address.Hop;
import org.callvault.security.PeerCertificate;
import org.callvault.security.TlsPeer;
import org.callvault.security.audit.AuditEvent;
import org.callvault.sip.wire.BareReply;
import org.callvault.sip.wire.Framed;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection as the stack sees it. Writing never blocks; what cannot be queued closes the connection. */
public final class StreamChannel extends MessageChannel implements RawMessageChannel {
    private static final Logger log = LoggerFactory.getLogger(StreamChannel.class);
    private static final ByteString PONG = ByteString.fromArray("\r\n".getBytes(StandardCharsets.US_ASCII));

    private final StreamProcessor processor;
    private final StreamListener listener;
    private final InetSocketAddress peer;
    private final Inbound inbound;

    private volatile @Nullable BoundedSourceQueue<ByteString> out;
    private volatile @Nullable TlsPeer tls;

    StreamChannel(StreamProcessor processor, StreamListener listener, InetSocketAddress peer) {
        this.processor = processor;
        this.messageProcessor = processor;
        this.listener = listener;
        this.peer = peer;
        this.inbound = new Inbound(this, processor.getSIPStack(), listener.metrics());
    }

    void attach(BoundedSourceQueue<ByteString> queue) {
        out = queue;
    }

    /** The TLS handshake succeeded. */
    void established(SSLSession session) {
        TlsPeer proven = TlsPeer.of(session);
        tls = proven;
        audit(AuditEvent.OK, proven);
    }

    /** What the TLS handshake established; empty over TCP. */
    public Optional<TlsPeer> tls() {
        return Optional.ofNullable(tls);
    }

    private void audit(String result, @Nullable TlsPeer proven) {
        AuditEvent event = AuditEvent.of("sip.connection", result)
                .with("peer", getPeerAddress() + ":" + getPeerPort())
                .with("transport", getTransport());
        if (proven != null) {
            event = event.with("tls", proven.protocol()).with("cipher", proven.cipher());
            PeerCertificate certificate = proven.certificate().orElse(null);
            if (certificate != null) {
                event = event.with("certificate", certificate.subject()).with("sha256", certificate.sha256());
            }
        }
        listener.audit().record(event);
    }

    /** Takes what the framer found. Nothing that a peer sends makes it throw. */
    void received(Framed found) {
        try {
            switch (found) {
                case Framed.Message(var message) -> inbound.handle(message);
                case Framed.KeepAlive _ -> offer(PONG);
                case Framed.Broken broken -> refuse(broken);
            }
        } catch (IOException closed) {
            log.atDebug().addKeyValue("peer", peer).log("The peer has gone before its answer");
        } catch (RuntimeException bug) {
            listener.metrics().failed("stream");
            log.atError().setCause(bug).addKeyValue("peer", peer).log("A SIP message could not be handled");
        }
    }

    private void refuse(Framed.Broken broken) throws IOException {
        listener.metrics().rejected(label(broken.status()));
        log.atDebug()
                .addKeyValue("peer", peer)
                .addKeyValue("reason", broken.reason())
                .log("A SIP connection cannot be followed and is closed");
        try {
            var reply = broken.head().flatMap(head -> BareReply.to(head, broken.status(), broken.reason()));
            if (reply.isPresent()) {
                write(reply.get());
            }
        } finally {
            close();
        }
    }

    private static String label(int status) {
        return switch (status) {
            case 408 -> "too-slow";
            case 413 -> "too-large";
            default -> "framing";
        };
    }

    void write(byte[] message) throws IOException {
        offer(ByteString.fromArray(message));
    }

    private void offer(ByteString bytes) throws IOException {
        BoundedSourceQueue<ByteString> queue = out;
        if (queue == null) {
            throw new IOException("the connection to " + peer + " is closed");
        }
        QueueOfferResult result = queue.offer(bytes);
        if (result == QueueOfferResult.dropped()) {
            listener.metrics().rejected("slow-reader");
            IOException slow = new IOException("the peer " + peer + " does not read");
            out = null;
            queue.fail(slow);
            throw slow;
        }
        if (!result.isEnqueued()) {
            throw new IOException("the connection to " + peer + " is closed");
        }
    }

    @Override
    public void sendMessage(SIPMessage message) throws IOException {
        write(message.encodeAsBytes(getTransport()));
    }

    /** The stack's short cut for a request to itself, which none of ours can sensibly be. */
    @Override
    public void processMessage(SIPMessage message) throws IOException {
        throw new IOException("a request of ours would come back to us");
    }

    /** The hop led to this connection already; the stack's own way would look for itself first. */
    @Override
    public void sendMessage(SIPMessage message, Hop hop) throws IOException {
        sendMessage(message);
    }

    @Override
    public void sendMessage(SIPMessage message, InetAddress receiver, int port) throws IOException {
        sendMessage(message);
    }

    @Override
    protected void sendMessage(byte[] message, InetAddress receiver, int port, boolean retry) throws IOException {
        write(message);
    }

    /** Closes when what is queued has been written. */
    @Override
    public void close() {
        BoundedSourceQueue<ByteString> queue = out;
        out = null;
        if (queue != null) {
            complete(queue);
        }
    }

    /** The stream may have ended at the same moment by itself. */
    private static void complete(BoundedSourceQueue<ByteString> queue) {
        try {
            queue.complete();
        } catch (IllegalStateException alreadyEnded) {
            log.atDebug().log("connection was closed already");
        }
    }

    void ended(@Nullable Throwable failure) {
        if (isSecure() && tls == null) {
            listener.metrics().rejected("handshake");
            audit("no handshake" + (failure == null ? "" : ": " + failure.getMessage()), null);
        }
        close();
    }

    /** Whether it can still be written to. */
    public boolean isOpen() {
        return out != null;
    }

    String peerHost() {
        InetAddress address = peer.getAddress();
        return address.isAnyLocalAddress() ? peer.getHostString() : address.getHostAddress();
    }

    @Override
    public SIPTransactionStack getSIPStack() {
        return processor.getSIPStack();
    }

    @Override
    public String getTransport() {
        return processor.getTransport();
    }

    @Override
    public boolean isReliable() {
        return true;
    }

    @Override
    public boolean isSecure() {
        return processor.isSecure();
    }

    @Override
    public String getPeerAddress() {
        return peer.getAddress().getHostAddress();
    }

    @Override
    protected InetAddress getPeerInetAddress() {
        return peer.getAddress();
    }

    @Override
    protected String getPeerProtocol() {
        return getTransport();
    }

    @Override
    public int getPeerPort() {
        return peer.getPort();
    }

    @Override
    public int getPeerPacketSourcePort() {
        return peer.getPort();
    }

    @Override
    public InetAddress getPeerPacketSourceAddress() {
        return peer.getAddress();
    }

    @Override
    public String getKey() {
        return MessageChannel.getKey(peer.getAddress(), peer.getPort(), getTransport());
    }

    @Override
    public String getViaHost() {
        return processor.getIpAddress().getHostAddress();
    }

    @Override
    public int getViaPort() {
        return processor.getPort();
    }
}
