package org.callvault.security;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * A server's TLS identity in PEM files.
 *
 * @param certificate the chain, the server's own first
 * @param key its private key, not encrypted
 * @param authorities certificates that vouch for clients; none where clients are asked for nothing
 */
public record TlsFiles(Path certificate, Path key, Optional<Path> authorities) implements ReloadingTls.Source {
    /** A server that asks its clients for nothing. */
    public TlsFiles(Path certificate, Path key) {
        this(certificate, key, Optional.empty());
    }

    @Override
    public List<Path> files() {
        List<Path> files = new ArrayList<>(List.of(certificate, key));
        authorities.ifPresent(files::add);
        return files;
    }

    @Override
    public ReloadingTls.Identity load() {
        PemCredentials credentials = PemCredentials.load(certificate, key);
        SSLContext context = TlsContexts.server(
                credentials, authorities.map(PemCredentials::certificates).orElse(List.of()));
        return new ReloadingTls.Identity(context, credentials.chain());
    }
}
