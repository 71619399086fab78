package org.callvault.cli.src;

import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.callvault.session.signal.SipTransport;

/**
 * Where to call.
 *
 * @param trust for TLS: whose certificates are believed
 */
public record CallTarget(String host, int port, SipTransport transport, Optional<SSLContext> trust) {
    String uri() {
        String scheme = transport == SipTransport.TLS ? "sips" : "sip";
        return scheme + ":srs@" + host + ":" + port;
    }
}
