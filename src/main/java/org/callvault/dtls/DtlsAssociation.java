package org.callvault.dtls;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bouncycastle.tls.DTLSRequest;
import org.bouncycastle.tls.DatagramSender;
import org.jspecify.annotations.Nullable;

/**
 * The DTLS association of one port with its peer, which is known by its certificate and not by its address: as a server it
 * takes a handshake from wherever a ClientHello brings a cookie of ours, also when there has been one before, and the keys of
 * the last that succeeded count. May be used from any thread; nothing here blocks its caller.
 *
 * <pre>
 *   receive() -> inbox -> one reader at a time -> ClientHello: cookie (RFC 6347, section 4.2.1), then a new Handshake
 *                                              -> else: the Handshake of that peer, on a virtual thread of its own
 * </pre>
 */
public final class DtlsAssociation implements AutoCloseable {
    /** Datagrams that wait to be looked at. */
    private static final int MOST_WAITING = 32;

    /** Peers that shake hands at once: ours, and strangers who proved their address but have no certificate. */
    private static final int MOST_PEERS = 3;

    private static final int HANDSHAKE = 22;
    private static final int CLIENT_HELLO = 1;
    private static final int RECORD_HEADER = 13;

    private final DtlsEndpoint endpoint;
    private final DtlsRole role;
    private final Set<Fingerprint> expected;
    private final DtlsSender sender;
    private final DtlsListener listener;
    private final Queue<Arrival> inbox = new ArrayBlockingQueue<>(MOST_WAITING);
    private final HelloFragments fragments = new HelloFragments();
    private final AtomicBoolean reading = new AtomicBoolean();
    private final List<Handshake> handshakes = new ArrayList<>();
    private boolean closed;

    private record Arrival(byte[] datagram, InetSocketAddress source) {}

    DtlsAssociation(
            DtlsEndpoint endpoint, DtlsRole role, Set<Fingerprint> expected, DtlsSender sender, DtlsListener listener) {
        this.endpoint = endpoint;
        this.role = role;
        this.expected = expected;
        this.sender = sender;
        this.listener = listener;
    }

    /** Copies a datagram that begins as DTLS does; false when it is dropped because too many wait. */
    public boolean receive(byte[] buffer, int offset, int length, SocketAddress source) {
        boolean taken = source instanceof InetSocketAddress internet
                && inbox.offer(new Arrival(Arrays.copyOfRange(buffer, offset, offset + length), internet));
        if (taken && reading.compareAndSet(false, true)) {
            Thread.ofVirtual().name("dtls-read").start(this::read);
        }
        return taken;
    }

    /** Client: begins to shake hands with the peer, unless that is so already. */
    public void connect(InetSocketAddress peer) {
        if (role != DtlsRole.CLIENT || of(peer).isPresent()) {
            return;
        }
        Handshake added = add(peer, null);
        if (added == null) {
            tellTooMany();
        } else {
            Thread.ofVirtual().name("dtls-client").start(() -> {
                if (endpoint.admitWithin(endpoint.limits().handshake())) {
                    run(added);
                } else {
                    remove(added);
                    tell(DtlsFailure.TOO_MANY_HANDSHAKES);
                }
            });
        }
    }

    /** Ends handshakes; nobody hears of this association any more. */
    @Override
    public void close() {
        synchronized (handshakes) {
            closed = true;
            handshakes.forEach(Handshake::close);
            handshakes.clear();
        }
        inbox.clear();
    }

    private void read() {
        do {
            for (Arrival arrival = inbox.poll(); arrival != null; arrival = inbox.poll()) {
                readSafely(arrival);
            }
            reading.set(false);
        } while (!inbox.isEmpty() && reading.compareAndSet(false, true));
    }

    /** A fault of the library costs this datagram, not the association. */
    private void readSafely(Arrival arrival) {
        try {
            read(arrival.datagram(), arrival.source());
        } catch (RuntimeException e) {
            tell(DtlsFailure.FAILED);
        }
    }

    /** One at a time. */
    void read(byte[] datagram, InetSocketAddress source) {
        Optional<Handshake> known = of(source);
        if (known.isPresent() && !known.get().isEstablished()) {
            if (!known.get().put(datagram)) {
                tell(DtlsFailure.OVERFLOW);
            }
        } else if (role == DtlsRole.SERVER && isClientHello(datagram)) {
            onHello(datagram, source);
        } else if (known.isPresent()) {
            onLate(known.get(), datagram);
        } else {
            tell(DtlsFailure.UNEXPECTED);
        }
    }

    /** Only of epoch 0: a later one is encrypted, and renegotiation is not done. */
    private static boolean isClientHello(byte[] datagram) {
        return datagram.length > RECORD_HEADER
                && datagram[0] == HANDSHAKE
                && datagram[3] == 0
                && datagram[4] == 0
                && datagram[RECORD_HEADER] == CLIENT_HELLO;
    }

    private void onHello(byte[] datagram, InetSocketAddress source) {
        DTLSRequest request = verified(datagram, source);
        if (request == null) {
            return;
        }
        // The peer sends its ClientHello again, so nothing waits for a place.
        if (!endpoint.admit()) {
            tell(DtlsFailure.TOO_MANY_HANDSHAKES);
            return;
        }
        Handshake added = add(source, request);
        if (added == null) {
            endpoint.leave();
            tellTooMany();
        } else {
            Thread.ofVirtual().name("dtls-server").start(() -> run(added));
        }
    }

    private @Nullable DTLSRequest verified(byte[] datagram, InetSocketAddress source) {
        try {
            byte[] hello = fragments.whole(datagram, source);
            return hello == null ? null : endpoint.verified(hello, source, to(source));
        } catch (IllegalArgumentException e) {
            // What the library throws where a record is of a protocol version that cannot be.
            tell(DtlsFailure.PROTOCOL);
            return null;
        }
    }

    private void onLate(Handshake handshake, byte[] datagram) {
        if (!handshake.put(datagram)) {
            tell(DtlsFailure.OVERFLOW);
        }
        if (!handshake.read()) {
            remove(handshake);
        }
    }

    /** Null where there may be none now. */
    private @Nullable Handshake add(InetSocketAddress peer, @Nullable DTLSRequest request) {
        synchronized (handshakes) {
            if (closed) {
                return null;
            }
            if (handshakes.stream()
                            .filter(handshake -> !handshake.isEstablished())
                            .count()
                    >= MOST_PEERS) {
                return null;
            }
            Handshake added = new Handshake(endpoint, endpoint.terms(expected), sender, peer, request);
            handshakes.addFirst(added);
            return added;
        }
    }

    /** In a place of the node's, which is given back. */
    private void run(Handshake handshake) {
        try {
            switch (handshake.run()) {
                case Handshake.Result.Keyed(DtlsKeys keys) -> succeed(handshake, keys);
                case Handshake.Result.Failed(DtlsFailure reason) -> {
                    remove(handshake);
                    tell(reason);
                }
            }
        } finally {
            endpoint.leave();
        }
    }

    /** The one before is of no use any more; others that go on may be strangers, and end by themselves. */
    private void succeed(Handshake handshake, DtlsKeys keys) {
        try (keys) {
            boolean still;
            synchronized (handshakes) {
                still = !closed;
                handshakes.removeIf(other -> other != handshake && other.isEstablished());
            }
            if (still) {
                listener.keyed(keys);
            }
        }
    }

    private void remove(Handshake handshake) {
        synchronized (handshakes) {
            handshakes.remove(handshake);
        }
    }

    /** The newest with that peer. */
    private Optional<Handshake> of(InetSocketAddress peer) {
        synchronized (handshakes) {
            return handshakes.stream()
                    .filter(handshake -> handshake.peer().equals(peer))
                    .findFirst();
        }
    }

    /** Why nothing could be added, unless it is because nobody listens any more. */
    private void tellTooMany() {
        boolean open;
        synchronized (handshakes) {
            open = !closed;
        }
        if (open) {
            tell(DtlsFailure.TOO_MANY_PEERS);
        }
    }

    private void tell(DtlsFailure reason) {
        listener.failed(reason);
    }

    private DatagramSender to(InetSocketAddress peer) {
        return new PeerTransport(sender, peer);
    }
}
