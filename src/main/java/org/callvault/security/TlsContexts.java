package org.callvault.security;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.callvault.config.Settings.ClientAuth;
import org.jspecify.annotations.Nullable;

/** Makes TLS contexts and engines; the only place that chooses protocol versions: 1.2 and 1.3 (RFC 7866, 12). */
public final class TlsContexts {
    /** An {@link SSLContext} cannot hold them, so every engine and socket must be given them. */
    private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    private static final char[] NO_PASSWORD = new char[0];

    private TlsContexts() {}

    /** A context that presents these credentials and trusts what the JVM trusts. */
    public static SSLContext server(PemCredentials credentials) {
        return server(credentials, List.of());
    }

    /**
     * A context that presents these credentials.
     *
     * @param authorities that it trusts, on either side of a connection; none for what the JVM trusts
     */
    public static SSLContext server(PemCredentials credentials, List<X509Certificate> authorities) {
        try {
            KeyStore store = emptyStore();
            store.setKeyEntry(
                    "own", credentials.key(), NO_PASSWORD, credentials.chain().toArray(X509Certificate[]::new));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, NO_PASSWORD);
            return context(keys.getKeyManagers(), authorities.isEmpty() ? null : trust(authorities));
        } catch (GeneralSecurityException | IOException broken) {
            throw new IllegalStateException("this JVM cannot serve TLS with " + credentials, broken);
        }
    }

    /**
     * A client's context that trusts the certificates of one PEM file and nothing else.
     *
     * @throws PemProblem if the file cannot be used
     */
    public static SSLContext client(Path caCertificate) {
        return client(PemCredentials.certificates(caCertificate));
    }

    /** A client's context that trusts exactly these certificates. */
    public static SSLContext client(List<X509Certificate> trusted) {
        try {
            return context(null, trust(trusted));
        } catch (GeneralSecurityException | IOException broken) {
            throw new IllegalStateException("this JVM cannot make a TLS client", broken);
        }
    }

    /** An engine for one accepted connection. */
    public static SSLEngine serverEngine(SSLContext context, ClientAuth clientAuth) {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = parameters();
        switch (clientAuth) {
            case NONE -> parameters.setWantClientAuth(false);
            case OPTIONAL -> parameters.setWantClientAuth(true);
            case REQUIRED -> parameters.setNeedClientAuth(true);
        }
        engine.setSSLParameters(parameters);
        return engine;
    }

    /** An engine for one connection of ours; the peer's certificate must name the host. */
    public static SSLEngine clientEngine(SSLContext context, String host, int port) {
        SSLEngine engine = context.createSSLEngine(host, port);
        engine.setUseClientMode(true);
        SSLParameters parameters = parameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(parameters);
        return engine;
    }

    /** What every socket or engine of ours is given: the protocol versions. */
    public static SSLParameters parameters() {
        SSLParameters parameters = new SSLParameters();
        parameters.setProtocols(PROTOCOLS.toArray(String[]::new));
        return parameters;
    }

    private static TrustManager[] trust(List<X509Certificate> trusted) throws GeneralSecurityException, IOException {
        KeyStore store = emptyStore();
        for (int i = 0; i < trusted.size(); i++) {
            store.setCertificateEntry("trusted-" + i, trusted.get(i));
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static SSLContext context(KeyManager @Nullable [] keys, TrustManager @Nullable [] trust)
            throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, trust, null);
        return context;
    }
}
