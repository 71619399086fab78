package org.callvault.recording.seal;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAESOAEPparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.RecipientInfoGenerator;
import org.bouncycastle.cms.jcajce.JceKeyAgreeRecipientInfoGenerator;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientInfoGenerator;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.GenericKey;
import org.bouncycastle.operator.jcajce.JceGenericKey;
import org.callvault.security.PemCredentials;
import org.callvault.security.PemProblem;

/**
 * Whom recordings are sealed for: people and systems with a certificate for an RSA key (RSAES-OAEP with SHA-256, RFC 3560)
 * or an EC key (ephemeral-static ECDH with SHA-256 and AES-256 key wrap, RFC 5753). At least one.
 */
public final class Recipients {
    /** An instance of its own: the JDK has no key agreement of CMS, and no provider is registered for the process. */
    static final Provider PROVIDER = new BouncyCastleProvider();

    private static final AlgorithmIdentifier SHA_256 =
            new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256, DERNull.INSTANCE);
    private static final AlgorithmIdentifier OAEP = new AlgorithmIdentifier(
            PKCSObjectIdentifiers.id_RSAES_OAEP,
            new RSAESOAEPparams(
                    SHA_256,
                    new AlgorithmIdentifier(PKCSObjectIdentifiers.id_mgf1, SHA_256),
                    RSAESOAEPparams.DEFAULT_P_SOURCE_ALGORITHM));

    private final List<X509Certificate> certificates;

    private Recipients(List<X509Certificate> certificates) {
        this.certificates = List.copyOf(certificates);
    }

    /**
     * Those of these certificates.
     *
     * @throws IllegalArgumentException if there is none, or one whose key is neither RSA nor EC
     */
    public static Recipients of(List<X509Certificate> certificates) {
        if (certificates.isEmpty()) {
            throw new IllegalArgumentException("there is no recipient");
        }
        for (X509Certificate certificate : certificates) {
            if (!(certificate.getPublicKey() instanceof RSAPublicKey)
                    && !(certificate.getPublicKey() instanceof ECPublicKey)) {
                throw new IllegalArgumentException(certificate.getSubjectX500Principal() + " has a key of the kind "
                        + certificate.getPublicKey().getAlgorithm() + "; a recipient's is RSA or EC");
            }
        }
        return new Recipients(certificates);
    }

    /**
     * The first certificate of each PEM file.
     *
     * @throws PemProblem if one cannot be read
     * @throws IllegalArgumentException as {@link #of} says
     */
    public static Recipients load(List<Path> files) {
        return of(files.stream()
                .map(file -> PemCredentials.certificates(file).getFirst())
                .toList());
    }

    public List<X509Certificate> certificates() {
        return certificates;
    }

    /** DER of a SET OF RecipientInfo with this key for each of them. */
    byte[] wrap(SecretKeySpec key, SecureRandom random) {
        GenericKey content = new JceGenericKey(new AlgorithmIdentifier(NISTObjectIdentifiers.id_aes256_GCM), key);
        try {
            ASN1EncodableVector infos = new ASN1EncodableVector();
            for (X509Certificate certificate : certificates) {
                infos.add(generator(certificate, random).generate(content));
            }
            return Envelope.der(new DERSet(infos));
        } catch (CMSException | GeneralSecurityException e) {
            throw new IllegalStateException("a key cannot be wrapped for a recipient", e);
        }
    }

    private static RecipientInfoGenerator generator(X509Certificate certificate, SecureRandom random)
            throws GeneralSecurityException {
        if (certificate.getPublicKey() instanceof ECPublicKey key) {
            KeyPairGenerator pairs = KeyPairGenerator.getInstance("EC", PROVIDER);
            pairs.initialize(key.getParams(), random);
            KeyPair ephemeral = pairs.generateKeyPair();
            return new JceKeyAgreeRecipientInfoGenerator(
                            CMSAlgorithm.ECDH_SHA256KDF,
                            ephemeral.getPrivate(),
                            ephemeral.getPublic(),
                            CMSAlgorithm.AES256_WRAP)
                    .addRecipient(certificate)
                    .setProvider(PROVIDER)
                    .setSecureRandom(random);
        }
        return new JceKeyTransRecipientInfoGenerator(certificate, OAEP).setProvider(PROVIDER);
    }

    /** Subjects, for people. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        certificates.forEach(
                certificate -> names.add(certificate.getSubjectX500Principal().getName()));
        return names;
    }
}
