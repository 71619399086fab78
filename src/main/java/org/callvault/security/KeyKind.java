package org.callvault.security;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import org.bouncycastle.asn1.x509.KeyUsage;

/** The kinds of key that certificates are issued for. */
public enum KeyKind {
    /** EC on P-256: small and quick, what new peers expect. */
    EC_P256,
    /** RSA of 3072 bits, for peers that know nothing else. */
    RSA_3072;

    KeyPair newKeyPair(SecureRandom random) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(this == EC_P256 ? "EC" : "RSA");
        switch (this) {
            case EC_P256 -> generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            case RSA_3072 -> generator.initialize(3072, random);
        }
        return generator.generateKeyPair();
    }

    /** TLS 1.2 may have the peer encrypt its secret to an RSA key; EC keys only sign. */
    KeyUsage tlsUsage() {
        return new KeyUsage(
                this == EC_P256 ? KeyUsage.digitalSignature : KeyUsage.digitalSignature | KeyUsage.keyEncipherment);
    }

    /** The algorithm with which a key signs certificates. */
    static String signatureOf(PrivateKey key) {
        return switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
    }
}
