package org.callvault.dtls;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The certificate that a node shows in handshakes: signed by itself, made at each start and never stored, as the fingerprint
 * in the signalling is what binds it (RFC 5763, section 5). ECDSA with P-256, which every peer takes (RFC 8827, section 6.5).
 */
public final class DtlsIdentity {
    private static final Duration BACKDATED = Duration.ofDays(1);
    private static final Duration LIFE = Duration.ofDays(3650);

    private final PrivateKey key;
    private final byte[] certificate;

    private DtlsIdentity(PrivateKey key, byte[] certificate) {
        this.key = key;
        this.certificate = certificate;
    }

    /** A new one. */
    public static DtlsIdentity generate(SecureRandom random, Instant now) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            KeyPair pair = generator.generateKeyPair();
            // The name tells nothing of the node.
            X500Name name = new X500Name("CN=srtp");
            X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    name,
                    new BigInteger(64, random).setBit(64),
                    Date.from(now.minus(BACKDATED)),
                    Date.from(now.plus(LIFE)),
                    name,
                    pair.getPublic());
            byte[] certificate = builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()))
                    .getEncoded();
            return new DtlsIdentity(pair.getPrivate(), certificate);
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("every Java has ECDSA with P-256", e);
        }
    }

    /** What our description says of it. */
    public Fingerprint fingerprint() {
        return Fingerprint.of(Fingerprint.Hash.SHA_256, certificate);
    }

    PrivateKey key() {
        return key;
    }

    byte[] certificate() {
        return certificate.clone();
    }
}
