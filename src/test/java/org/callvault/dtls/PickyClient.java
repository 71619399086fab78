package org.callvault.dtls;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Hashtable;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsExtensionsUtils;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.UDPTransport;
import org.bouncycastle.tls.UseSRTPData;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCryptoProvider;
import org.jspecify.annotations.Nullable;

/** A client that asks for what a test wants: profiles, an MKI, no certificate, no extended master secret. */
final class PickyClient extends DefaultTlsClient {
    private static final byte[] NO_MKI = {};

    private final HandshakeTerms credentials;
    private final Options options;
    private @Nullable UseSRTPData answered;
    private byte[] exported = {};

    /** @param profiles none for no use_srtp at all */
    record Options(int[] profiles, byte[] mki, boolean certificate, boolean extendedMasterSecret) {
        static Options of(int... profiles) {
            return new Options(profiles, NO_MKI, true, true);
        }
    }

    private PickyClient(JcaTlsCrypto crypto, DtlsIdentity identity, Options options) {
        super(crypto);
        this.credentials = new HandshakeTerms(crypto, identity, java.util.Set.of());
        this.options = options;
    }

    /** Shakes hands from a socket of its own; throws what the library throws when it fails. */
    static PickyClient shakeHands(DtlsIdentity identity, InetSocketAddress server, Options options) throws IOException {
        PickyClient client = new PickyClient(new JcaTlsCryptoProvider().create(LoopbackPeer.RANDOM), identity, options);
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            socket.connect(server);
            var _ = new DTLSClientProtocol().connect(client, new UDPTransport(socket, 1500));
        }
        return client;
    }

    UseSRTPData answered() {
        return java.util.Objects.requireNonNull(answered);
    }

    /** 60 bytes of keying material, by the label of RFC 5764. */
    byte[] exported() {
        return exported;
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
        return ProtocolVersion.DTLSv12.only();
    }

    @Override
    public int getHandshakeTimeoutMillis() {
        return 20_000;
    }

    @Override
    public boolean shouldUseExtendedMasterSecret() {
        return options.extendedMasterSecret();
    }

    @Override
    public Hashtable<?, ?> getClientExtensions() throws IOException {
        var extensions = TlsExtensionsUtils.ensureExtensionsInitialised(super.getClientExtensions());
        if (options.profiles().length > 0) {
            TlsSRTPUtils.addUseSRTPExtension(extensions, new UseSRTPData(options.profiles(), options.mki()));
        }
        return extensions;
    }

    @Override
    @SuppressWarnings("rawtypes") // as the library has it
    public void processServerExtensions(Hashtable extensions) throws IOException {
        super.processServerExtensions(extensions);
        answered = TlsSRTPUtils.getUseSRTPExtension(extensions);
    }

    @Override
    public TlsAuthentication getAuthentication() {
        return new TlsAuthentication() {
            @Override
            public void notifyServerCertificate(TlsServerCertificate certificate) {}

            @Override
            public @Nullable TlsCredentials getClientCredentials(CertificateRequest request) {
                return options.certificate() ? credentials.credentials(context) : null;
            }
        };
    }

    @Override
    public void notifyHandshakeComplete() throws IOException {
        super.notifyHandshakeComplete();
        if (options.extendedMasterSecret()) {
            exported = context.exportKeyingMaterial("EXTRACTOR-dtls_srtp", null, 60);
        }
    }
}
