package org.callvault.dtls;

import java.io.IOException;
import java.util.Hashtable;
import java.util.Vector;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;

/** Our side of a handshake that the peer begins. */
final class SrtpServer extends DefaultTlsServer {
    private final HandshakeTerms terms;
    private final DtlsLimits limits;

    SrtpServer(JcaTlsCrypto crypto, HandshakeTerms terms, DtlsLimits limits) {
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
        return TlsUtils.getSupportedCipherSuites(getCrypto(), CipherSuites.server());
    }

    @Override
    public int getHandshakeTimeoutMillis() {
        return (int) limits.handshake().toMillis();
    }

    @Override
    public int getHandshakeResendTimeMillis() {
        return (int) limits.resend().toMillis();
    }

    /** Without it nothing may be exported (RFC 7627, section 5.4). */
    @Override
    public boolean requiresExtendedMasterSecret() {
        return true;
    }

    /** Only the fingerprint counts. */
    @Override
    public boolean shouldCheckSigAlgOfPeerCerts() {
        return false;
    }

    @Override
    protected TlsCredentialedSigner getECDSASignerCredentials() {
        return terms.credentials(context);
    }

    @Override
    @SuppressWarnings("JdkObsolete") // as the library has it
    public CertificateRequest getCertificateRequest() {
        return new CertificateRequest(
                new short[] {ClientCertificateType.ecdsa_sign, ClientCertificateType.rsa_sign},
                HandshakeTerms.signatures(),
                new Vector<>());
    }

    @Override
    public void notifyClientCertificate(Certificate chain) throws IOException {
        terms.judge(chain);
    }

    @Override
    public Hashtable<?, ?> getServerExtensions() throws IOException {
        var chosen = terms.choose(TlsSRTPUtils.getUseSRTPExtension(clientExtensions));
        var extensions = super.getServerExtensions();
        TlsSRTPUtils.addUseSRTPExtension(extensions, chosen);
        return extensions;
    }

    @Override
    public void notifyHandshakeComplete() throws IOException {
        super.notifyHandshakeComplete();
        terms.complete(context);
    }
}
