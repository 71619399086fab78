package org.callvault.sip;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.callvault.config.Settings;
import org.callvault.security.PemCredentials;
import org.callvault.security.PemProblem;
import org.callvault.security.TlsContexts;

/**
 * A real handshake with our own TLS listener, as a client that trusts our own chain and nothing else: a listener that is bound but
 * cannot be talked to is worse than none.
 */
final class TlsSelfTest {
    private static final int TIMEOUT_MILLIS = 5000;

    private TlsSelfTest() {}

    /**
     * Connects; blocks for seconds at most.
     *
     * @throws SipStartFailed with what is wrong
     */
    static void run(String listener, String bind, Settings.Tls tls) {
        List<X509Certificate> chain = chain(listener, tls);
        try {
            chain.getFirst().checkValidity();
            InetAddress bound = InetAddress.getByName(bind);
            InetAddress target = bound.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : bound;
            handshake(listener, new InetSocketAddress(target, tls.port()), chain);
        } catch (CertificateException invalid) {
            throw new SipStartFailed(
                    listener, "the certificate is not valid now: " + invalid.getMessage(), "Renew it", invalid);
        } catch (SSLException refused) {
            throw new SipStartFailed(
                    listener,
                    "a TLS handshake with its own certificate failed: " + refused.getMessage(),
                    "Check that certificate and key suit TLS 1.2 and 1.3 (RSA of 2048 bits or more, or EC)",
                    refused);
        } catch (IOException unreachable) {
            throw new SipStartFailed(
                    listener,
                    "it is bound but cannot be reached over " + bind + ": " + unreachable.getMessage(),
                    "Check packet filters and the bind address",
                    unreachable);
        }
    }

    private static List<X509Certificate> chain(String listener, Settings.Tls tls) {
        try {
            return PemCredentials.certificates(tls.certificate()
                    .orElseThrow(() -> new SipStartFailed(
                            listener, "TLS is on but no certificate is set", "Set TLS_CERT_PATH and TLS_KEY_PATH")));
        } catch (PemProblem unusable) {
            throw new SipStartFailed(listener, String.valueOf(unusable.getMessage()), "Then start again", unusable);
        }
    }

    private static void handshake(String listener, InetSocketAddress target, List<X509Certificate> chain)
            throws IOException {
        SSLContext context = TlsContexts.client(chain);
        SSLSocketFactory sockets = context.getSocketFactory();
        try (SSLSocket socket = (SSLSocket) sockets.createSocket()) {
            socket.connect(target, TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.setSSLParameters(TlsContexts.parameters());
            socket.startHandshake();
            if (!Set.copyOf(Arrays.asList(socket.getSession().getPeerCertificates()))
                    .contains(chain.getFirst())) {
                throw new SipStartFailed(
                        listener,
                        "it presents another certificate than the one that is set",
                        "Check whether another process listens there");
            }
        }
    }
}
