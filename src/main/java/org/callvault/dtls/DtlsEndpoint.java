package org.callvault.dtls;

import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.tls.DTLSRequest;
import org.bouncycastle.tls.DTLSVerifier;
import org.bouncycastle.tls.DatagramSender;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCryptoProvider;
import org.jspecify.annotations.Nullable;

/** What the associations of a node share: its certificate, the secret of its cookies, and how many handshakes there are. */
public final class DtlsEndpoint {
    private final DtlsIdentity identity;
    private final DtlsLimits limits;
    private final JcaTlsCrypto crypto;
    private final DTLSVerifier cookies;
    private final Semaphore free;

    public DtlsEndpoint(DtlsIdentity identity, DtlsLimits limits, SecureRandom random) {
        this.identity = identity;
        this.limits = limits;
        this.crypto = new JcaTlsCryptoProvider().create(random);
        this.cookies = new DTLSVerifier(crypto);
        this.free = new Semaphore(limits.handshakes());
    }

    /**
     * The association of one port. A server waits for the peer; a client begins with {@link DtlsAssociation#connect}.
     *
     * @param expected the peer's certificate has one of these
     */
    public DtlsAssociation associate(
            DtlsRole role, Set<Fingerprint> expected, DtlsSender sender, DtlsListener listener) {
        return new DtlsAssociation(this, role, Set.copyOf(expected), sender, listener);
    }

    /** Handshakes that go on. */
    public int handshakes() {
        return limits.handshakes() - free.availablePermits();
    }

    boolean admit() {
        return free.tryAcquire();
    }

    /** Waits for a place: nobody asks again for a handshake of ours. */
    boolean admitWithin(Duration wait) {
        try {
            return free.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    void leave() {
        free.release();
    }

    DtlsLimits limits() {
        return limits;
    }

    JcaTlsCrypto crypto() {
        return crypto;
    }

    HandshakeTerms terms(Set<Fingerprint> expected) {
        return new HandshakeTerms(crypto, identity, expected);
    }

    /**
     * A ClientHello with a cookie of ours for that address; one without is answered with a HelloVerifyRequest, which is no
     * longer than it (RFC 6347, section 4.2.1), and nothing of it is kept.
     */
    @Nullable
    DTLSRequest verified(byte[] datagram, InetSocketAddress source, DatagramSender answer) {
        byte[] address = source.getAddress().getAddress();
        byte[] client = new byte[address.length + 2];
        System.arraycopy(address, 0, client, 0, address.length);
        client[address.length] = (byte) (source.getPort() >> 8);
        client[address.length + 1] = (byte) source.getPort();
        return cookies.verifyRequest(client, datagram, 0, datagram.length, answer);
    }
}
