package org.callvault.dtls;

import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.Vector;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.UseSRTPData;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCertificate;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.callvault.srtp.SrtpKeyParams;
import org.jspecify.annotations.Nullable;

/** What both roles do alike in one handshake: our certificate, the judgement of the peer's, the profile, and the keys. */
final class HandshakeTerms {
    private static final byte[] NO_MKI = {};

    private final JcaTlsCrypto crypto;
    private final DtlsIdentity identity;
    private final Set<Fingerprint> expected;
    private @Nullable SrtpProfile profile;
    private byte[] mki = NO_MKI;
    private boolean peerKnown;
    private @Nullable DtlsKeys keys;
    private @Nullable DtlsFailure failure;

    HandshakeTerms(JcaTlsCrypto crypto, DtlsIdentity identity, Set<Fingerprint> expected) {
        this.crypto = crypto;
        this.identity = identity;
        this.expected = expected;
    }

    TlsCredentialedSigner credentials(TlsContext context) {
        Certificate chain = new Certificate(
                new TlsCertificate[] {new JcaTlsCertificate(crypto, certificateOf(crypto, identity.certificate()))});
        return new JcaDefaultTlsCredentialedSigner(
                new TlsCryptoParameters(context),
                crypto,
                identity.key(),
                chain,
                SignatureAndHashAlgorithm.getInstance(HashAlgorithm.sha256, SignatureAlgorithm.ecdsa));
    }

    private static java.security.cert.X509Certificate certificateOf(JcaTlsCrypto crypto, byte[] der) {
        try {
            return JcaTlsCertificate.parseCertificate(crypto.getHelper(), der);
        } catch (IOException e) {
            throw new IllegalStateException("our own certificate", e);
        }
    }

    /** Only the peer's own certificate counts, whoever signed it (RFC 8122, section 6.2). */
    void judge(@Nullable Certificate chain) throws IOException {
        if (chain == null || chain.isEmpty()) {
            throw refuse(DtlsFailure.NO_CERTIFICATE, AlertDescription.handshake_failure);
        }
        byte[] certificate = chain.getCertificateAt(0).getEncoded();
        if (expected.stream().noneMatch(fingerprint -> fingerprint.isOf(certificate))) {
            throw refuse(DtlsFailure.WRONG_FINGERPRINT, AlertDescription.bad_certificate);
        }
        peerKnown = true;
    }

    /** Server: the best of what the client offers; its MKI is echoed (RFC 5764, section 4.1.3). */
    UseSRTPData choose(@Nullable UseSRTPData offered) throws IOException {
        SrtpProfile best = offered == null
                ? null
                : SrtpProfile.best(offered.getProtectionProfiles()).orElse(null);
        if (offered == null || best == null) {
            throw refuse(DtlsFailure.NO_COMMON_PROFILE, AlertDescription.handshake_failure);
        }
        profile = best;
        mki = echoed(offered.getMki());
        return new UseSRTPData(new int[] {best.code()}, mki);
    }

    private static byte[] echoed(byte @Nullable [] mki) {
        // An empty one says that none is used (section 4.1.3), which is better than one that packets are not read with.
        return mki == null || mki.length > SrtpKeyParams.MAX_MKI ? NO_MKI : mki.clone();
    }

    /** Client: what is offered. */
    static UseSRTPData offer(byte[] mki) {
        return new UseSRTPData(SrtpProfile.codes(), mki);
    }

    /** Client: exactly one profile, which was offered; and our MKI or none (RFC 5764, section 4.1.1 and 4.1.3). */
    void take(@Nullable UseSRTPData answered, byte[] offeredMki) throws IOException {
        if (answered == null) {
            throw refuse(DtlsFailure.NO_COMMON_PROFILE, AlertDescription.handshake_failure);
        }
        int[] profiles = answered.getProtectionProfiles();
        Optional<SrtpProfile> one = profiles.length == 1 ? SrtpProfile.best(profiles) : Optional.empty();
        byte[] theirs = answered.getMki() == null ? NO_MKI : answered.getMki();
        if (one.isEmpty() || (theirs.length > 0 && !Arrays.equals(theirs, offeredMki))) {
            throw refuse(DtlsFailure.NO_COMMON_PROFILE, AlertDescription.illegal_parameter);
        }
        profile = one.get();
        mki = theirs.clone();
    }

    /** Exports the keys; only now does the master secret exist. */
    void complete(TlsContext context) throws IOException {
        if (!peerKnown) {
            throw refuse(DtlsFailure.NO_CERTIFICATE, AlertDescription.handshake_failure);
        }
        keys = KeyExport.export(context, Objects.requireNonNull(profile), mki);
    }

    /** The keys, once; the caller closes them. */
    DtlsKeys takeKeys() throws IOException {
        DtlsKeys exported = keys;
        keys = null;
        if (exported == null) {
            throw new IOException("the handshake gave no keys");
        }
        return exported;
    }

    /** Why we ended it, if we did. */
    Optional<DtlsFailure> failure() {
        return Optional.ofNullable(failure);
    }

    /** Wipes keys that nobody took. */
    void abandon() {
        if (keys != null) {
            keys.close();
            keys = null;
        }
    }

    private TlsFatalAlert refuse(DtlsFailure reason, short alert) {
        failure = reason;
        return new TlsFatalAlert(alert, reason.label());
    }

    /** With SHA-256 and better; certificates themselves may be signed with anything, as only their fingerprint counts. */
    @SuppressWarnings("JdkObsolete") // as the library has it
    static Vector<SignatureAndHashAlgorithm> signatures() {
        Vector<SignatureAndHashAlgorithm> algorithms = new Vector<>();
        for (short signature : new short[] {SignatureAlgorithm.ecdsa, SignatureAlgorithm.rsa}) {
            for (short hash : new short[] {HashAlgorithm.sha256, HashAlgorithm.sha384, HashAlgorithm.sha512}) {
                algorithms.add(SignatureAndHashAlgorithm.getInstance(hash, signature));
            }
        }
        return algorithms;
    }
}
