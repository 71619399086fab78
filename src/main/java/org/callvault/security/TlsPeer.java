package org.callvault.security;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * What a TLS handshake established.
 *
 * @param protocol such as TLSv1.3
 * @param cipher suite
 * @param certificate of the peer; none where it presented none
 */
public record TlsPeer(String protocol, String cipher, Optional<PeerCertificate> certificate) {
    public static TlsPeer of(SSLSession session) {
        return new TlsPeer(session.getProtocol(), session.getCipherSuite(), certificate(session));
    }

    private static Optional<PeerCertificate> certificate(SSLSession session) {
        try {
            return session.getPeerCertificates()[0] instanceof X509Certificate found
                    ? Optional.of(PeerCertificate.of(found))
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException none) {
            return Optional.empty();
        }
    }

    /** Names that the peer proved to have. */
    public List<String> names() {
        return certificate.map(PeerCertificate::names).orElse(List.of());
    }
}
