package org.callvault.security;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;

/** Reads the objects of a PEM file (RFC 7468); every failure becomes a {@link PemProblem} that helps. */
final class PemFiles {
    private static final String KEY_FORMS =
            "Callvault reads PRIVATE KEY (PKCS#8), RSA PRIVATE KEY (PKCS#1) and EC PRIVATE KEY (SEC 1)";

    private PemFiles() {}

    static List<X509Certificate> certificates(Path file) {
        var converter = new JcaX509CertificateConverter();
        List<X509Certificate> found = new ArrayList<>();
        for (Object object : objects(file)) {
            if (object instanceof X509CertificateHolder holder) {
                try {
                    found.add(converter.getCertificate(holder));
                } catch (CertificateException broken) {
                    throw new PemProblem(file, "a certificate in it cannot be read", "Export it again as PEM", broken);
                }
            }
        }
        if (found.isEmpty()) {
            throw new PemProblem(
                    file,
                    "there is no certificate in it",
                    "It must hold -----BEGIN CERTIFICATE----- blocks, the node's own first");
        }
        return found;
    }

    static PrivateKey privateKey(Path file) {
        return privateKey(file, Optional.empty());
    }

    /** With a password, for PKCS#8 that is encrypted. */
    static PrivateKey privateKey(Path file, Optional<char[]> password) {
        var converter = new JcaPEMKeyConverter();
        try {
            for (Object object : objects(file)) {
                switch (object) {
                    case PrivateKeyInfo pkcs8 -> {
                        return converter.getPrivateKey(pkcs8);
                    }
                    case PEMKeyPair pair -> {
                        return converter.getPrivateKey(pair.getPrivateKeyInfo());
                    }
                    case PEMEncryptedKeyPair _ -> throw encrypted(file);
                    case PKCS8EncryptedPrivateKeyInfo locked -> {
                        return converter.getPrivateKey(
                                unlocked(file, locked, password.orElseThrow(() -> encrypted(file))));
                    }
                    default -> {
                        // EC PARAMETERS and certificates often share the file with the key.
                    }
                }
            }
        } catch (PEMException unusable) {
            throw new PemProblem(file, "the private key in it is of an unknown kind", KEY_FORMS, unusable);
        }
        throw new PemProblem(file, "there is no private key in it", KEY_FORMS);
    }

    private static PrivateKeyInfo unlocked(Path file, PKCS8EncryptedPrivateKeyInfo locked, char[] password) {
        try {
            return locked.decryptPrivateKeyInfo(new JceOpenSSLPKCS8DecryptorProviderBuilder()
                    .setProvider(new BouncyCastleProvider())
                    .build(password));
        } catch (PKCSException | OperatorCreationException wrong) {
            throw new PemProblem(
                    file,
                    "the private key does not open with that password",
                    "Give the password it was made with",
                    wrong);
        }
    }

    private static PemProblem encrypted(Path file) {
        return new PemProblem(
                file,
                "the private key is encrypted",
                "Decrypt it with: openssl pkey -in " + file + " -out plain.key, and keep that file mode 0600");
    }

    private static List<Object> objects(Path file) {
        List<Object> found = new ArrayList<>();
        try (Reader text = new StringReader(read(file));
                PEMParser parser = new PEMParser(text)) {
            for (Object next = parser.readObject(); next != null; next = parser.readObject()) {
                found.add(next);
            }
            return found;
        } catch (IOException | IllegalArgumentException | IllegalStateException | ClassCastException broken) {
            throw new PemProblem(file, "it is not a sound PEM file", "Export certificate or key again as PEM", broken);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException missing) {
            throw new PemProblem(file, "the file does not exist", "Check the path and the working directory", missing);
        } catch (AccessDeniedException denied) {
            throw new PemProblem(
                    file, "the file may not be read", "Give the user that runs Callvault read permission", denied);
        } catch (IOException broken) {
            throw new PemProblem(
                    file, "the file cannot be read (" + broken.getMessage() + ")", "Check that it is a file", broken);
        }
    }
}
