package org.callvault.security;

import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/**
 * A whole TLS handshake of a server's context with a client that trusts its chain, in memory: what key and certificate are
 * good for shows before a peer meets them, and without a port.
 */
public final class TlsRehearsal {
    private static final int MOST_STEPS = 1000;
    private static final int ROOM = 128 * 1024;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final ByteBuffer toServer = ByteBuffer.allocate(ROOM);
    private final ByteBuffer toClient = ByteBuffer.allocate(ROOM);
    private final ByteBuffer scratch = ByteBuffer.allocate(ROOM);

    private TlsRehearsal() {}

    /**
     * Shakes hands once with each version of TLS that we speak. No client certificate is asked for, and the host name plays no
     * part.
     *
     * @throws SSLException saying why one side refuses
     */
    public static void run(SSLContext server, List<X509Certificate> chain) throws SSLException {
        SSLContext client = TlsContexts.client(chain);
        for (String version : TlsContexts.parameters().getProtocols()) {
            new TlsRehearsal().shake(engine(client, version, true), engine(server, version, false));
        }
    }

    private static SSLEngine engine(SSLContext context, String version, boolean client) {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(client);
        SSLParameters parameters = TlsContexts.parameters();
        parameters.setProtocols(new String[] {version});
        engine.setSSLParameters(parameters);
        return engine;
    }

    private void shake(SSLEngine client, SSLEngine server) throws SSLException {
        client.beginHandshake();
        server.beginHandshake();
        for (int step = 0; step < MOST_STEPS; step++) {
            boolean clientDone = advance(client, toServer, toClient);
            boolean serverDone = advance(server, toClient, toServer);
            if (clientDone && serverDone) {
                return;
            }
        }
        throw new SSLException("the handshake does not come to an end");
    }

    /** Does what the engine needs next; true when it needs nothing more. */
    private boolean advance(SSLEngine engine, ByteBuffer out, ByteBuffer in) throws SSLException {
        switch (engine.getHandshakeStatus()) {
            case NEED_TASK -> {
                for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                    task.run();
                }
            }
            case NEED_WRAP -> engine.wrap(NOTHING, out);
            case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                in.flip();
                engine.unwrap(in, scratch);
                in.compact();
                scratch.clear();
            }
            case FINISHED, NOT_HANDSHAKING -> {
                return true;
            }
        }
        return false;
    }
}
