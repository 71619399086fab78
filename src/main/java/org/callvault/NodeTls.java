package org.callvault;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.callvault.config.Settings;
import org.callvault.security.PemCredentials;
import org.callvault.security.TlsContexts;

/** The SIP listener's TLS identity. */
final class NodeTls {
    private NodeTls() {}

    static Optional<SSLContext> context(Settings.Tls tls) {
        if (!tls.enabled()) {
            return Optional.empty();
        }
        Path certificate = tls.certificate().orElseThrow();
        Path key = tls.key().orElseThrow();
        return Optional.of(TlsContexts.server(
                PemCredentials.load(certificate, key),
                tls.clientCa().map(PemCredentials::certificates).orElse(List.of())));
    }
}
