package org.callvault.security;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * A certificate chain, the node's own certificate first, and the private key that belongs to it.
 *
 * <p>A class, not a record: a key must not be printed by a generated {@code toString}.
 */
public final class PemCredentials {
    private static final String MATCHING_PAIR =
            "Give the key that the certificate was issued for; the node's own certificate must be the first in its file";

    private final List<X509Certificate> chain;
    private final PrivateKey key;

    private PemCredentials(List<X509Certificate> chain, PrivateKey key) {
        this.chain = List.copyOf(chain);
        this.key = key;
    }

    /**
     * Reads both files.
     *
     * @param certificate PEM, one or more certificates
     * @param key PEM: PKCS#8, PKCS#1 (RSA) or SEC 1 (EC), not encrypted
     * @throws PemProblem if a file is missing, unreadable, of another form, encrypted, or the two do not belong together
     */
    public static PemCredentials load(Path certificate, Path key) {
        List<X509Certificate> chain = PemFiles.certificates(certificate);
        PrivateKey privateKey = PemFiles.privateKey(key);
        if (!belongTogether(chain.getFirst().getPublicKey(), privateKey)) {
            throw new PemProblem(
                    key,
                    "the key does not belong to the certificate in " + certificate + " ("
                            + chain.getFirst().getSubjectX500Principal() + ")",
                    MATCHING_PAIR);
        }
        return new PemCredentials(chain, privateKey);
    }

    /** What was just made; its parts belong together by construction. */
    static PemCredentials made(List<X509Certificate> chain, PrivateKey key) {
        return new PemCredentials(chain, key);
    }

    /**
     * The certificates of a PEM file in the order written.
     *
     * @throws PemProblem if there is none, or one that cannot be read
     */
    public static List<X509Certificate> certificates(Path file) {
        return PemFiles.certificates(file);
    }

    /**
     * The private key of a PEM file.
     *
     * @throws PemProblem if there is none, or it cannot be read
     */
    public static PrivateKey privateKey(Path file) {
        return PemFiles.privateKey(file);
    }

    /**
     * The same, of a key that may be encrypted (PKCS#8).
     *
     * @throws PemProblem also if it is encrypted and the password is none or another
     */
    public static PrivateKey privateKey(Path file, Optional<char[]> password) {
        return PemFiles.privateKey(file, password);
    }

    public List<X509Certificate> chain() {
        return chain;
    }

    public X509Certificate certificate() {
        return chain.getFirst();
    }

    public PrivateKey key() {
        return key;
    }

    /** Signing and verifying is the one test that holds for every kind of key. */
    private static boolean belongTogether(PublicKey publicKey, PrivateKey privateKey) {
        try {
            String algorithm =
                    switch (publicKey.getAlgorithm()) {
                        case "RSA" -> "SHA256withRSA";
                        case "EC" -> "SHA256withECDSA";
                        default -> publicKey.getAlgorithm();
                    };
            byte[] probe = new byte[32];
            new SecureRandom().nextBytes(probe);
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(privateKey);
            signature.update(probe);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(probe);
            return signature.verify(signed);
        } catch (GeneralSecurityException anotherKindOfKey) {
            return false;
        }
    }

    @Override
    public String toString() {
        return "PemCredentials[" + certificate().getSubjectX500Principal() + ", key hidden]";
    }
}
