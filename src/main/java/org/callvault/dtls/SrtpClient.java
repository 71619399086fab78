package org.callvault.dtls;

import java.io.IOException;
import java.util.Hashtable;
import java.util.Vector;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsExtensionsUtils;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;

/** Our side of a handshake that we begin. */
final class SrtpClient extends DefaultTlsClient {
    /** Packets need none: there is one key for each direction. */
    private static final byte[] NO_MKI = {};

    private final HandshakeTerms terms;
    private final DtlsLimits limits;

    SrtpClient(JcaTlsCrypto crypto, HandshakeTerms terms, DtlsLimits limits) {
        super(crypto);
        this.terms = terms;
        this.limits = limits;
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
        return ProtocolVersion.DTLSv12.only();
    }

    @Override
    protected int[] getSupportedCipherSuites() {
        return TlsUtils.getSupportedCipherSuites(getCrypto(), CipherSuites.client());
    }

    @Override
    protected Vector<SignatureAndHashAlgorithm> getSupportedSignatureAlgorithms() {
        return HandshakeTerms.signatures();
    }

    @Override
    public int getHandshakeTimeoutMillis() {
        return (int) limits.handshake().toMillis();
    }

    @Override
    public int getHandshakeResendTimeMillis() {
        return (int) limits.resend().toMillis();
    }

    @Override
    public boolean requiresExtendedMasterSecret() {
        return true;
    }

    @Override
    public boolean shouldCheckSigAlgOfPeerCerts() {
        return false;
    }

    @Override
    public Hashtable<?, ?> getClientExtensions() throws IOException {
        var extensions = TlsExtensionsUtils.ensureExtensionsInitialised(super.getClientExtensions());
        TlsSRTPUtils.addUseSRTPExtension(extensions, HandshakeTerms.offer(NO_MKI));
        return extensions;
    }

    @Override
    @SuppressWarnings("rawtypes") // as the library has it
    public void processServerExtensions(Hashtable extensions) throws IOException {
        super.processServerExtensions(extensions);
        terms.take(TlsSRTPUtils.getUseSRTPExtension(extensions), NO_MKI);
    }

    @Override
    public TlsAuthentication getAuthentication() {
        return new TlsAuthentication() {
            @Override
            public void notifyServerCertificate(TlsServerCertificate server) throws IOException {
                terms.judge(server.getCertificate());
            }

            @Override
            public TlsCredentials getClientCredentials(CertificateRequest request) {
                return terms.credentials(context);
            }
        };
    }

    @Override
    public void notifyHandshakeComplete() throws IOException {
        super.notifyHandshakeComplete();
        terms.complete(context);
    }
}
