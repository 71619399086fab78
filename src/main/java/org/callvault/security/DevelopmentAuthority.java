package org.callvault.security;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Issues development certificates: EC P-256, a year for servers, ten for the authority. */
final class DevelopmentAuthority {
    private static final X500Name NAME = new X500Name("CN=Callvault development CA");
    private static final Duration CA_LIFE = Duration.ofDays(3650);
    private static final Duration SERVER_LIFE = Duration.ofDays(365);
    /** Clocks of the machines that trust it may be behind. */
    private static final Duration BACKDATED = Duration.ofHours(1);

    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|.*:.*");

    private final Path directory;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    DevelopmentAuthority(Path directory, InstantSource clock) {
        this.directory = directory;
        this.clock = clock;
    }

    void issue(DevelopmentCertificates paths, List<String> hosts) {
        try {
            if (!Files.exists(directory)) {
                Files.createDirectories(directory);
                Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
            }
            Authority authority = authority(paths.caCertificate(), directory.resolve("ca.key"));
            KeyPair pair = newKeyPair();
            X509Certificate certificate = serverCertificate(authority, pair, hosts);
            writeKey(paths.key(), pair);
            write(paths.certificate(), pem(certificate) + pem(authority.certificate()), "rw-r--r--");
        } catch (IOException broken) {
            throw new UncheckedIOException("development certificates cannot be written to " + directory, broken);
        } catch (GeneralSecurityException | OperatorCreationException broken) {
            throw new IllegalStateException("this JVM cannot make EC P-256 certificates", broken);
        }
    }

    private record Authority(X509Certificate certificate, PrivateKey key) {}

    private Authority authority(Path certificate, Path key)
            throws GeneralSecurityException, OperatorCreationException, IOException {
        if (Files.exists(certificate) && Files.exists(key)) {
            try {
                PemCredentials kept = PemCredentials.load(certificate, key);
                kept.certificate().checkValidity(Date.from(clock.instant().plus(SERVER_LIFE)));
                return new Authority(kept.certificate(), kept.key());
            } catch (PemProblem | CertificateException unusable) {
                // An authority that is broken or about to expire is replaced.
            }
        }
        KeyPair pair = newKeyPair();
        X509v3CertificateBuilder builder = builder(NAME, pair, NAME, CA_LIFE);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        X509Certificate made = sign(builder, pair.getPrivate());
        writeKey(key, pair);
        write(certificate, pem(made), "rw-r--r--");
        return new Authority(made, pair.getPrivate());
    }

    private X509Certificate serverCertificate(Authority authority, KeyPair pair, List<String> hosts)
            throws GeneralSecurityException, OperatorCreationException, CertIOException {
        X509v3CertificateBuilder builder = builder(
                new X500Name(authority.certificate().getSubjectX500Principal().getName()),
                pair,
                new X500Name("CN=Callvault development server"),
                SERVER_LIFE);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(new KeyPurposeId[] {
            KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
        }));
        GeneralName[] names =
                hosts.stream().map(DevelopmentAuthority::generalName).toArray(GeneralName[]::new);
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
        return sign(builder, authority.key());
    }

    private static GeneralName generalName(String host) {
        return new GeneralName(ADDRESS.matcher(host).matches() ? GeneralName.iPAddress : GeneralName.dNSName, host);
    }

    private X509v3CertificateBuilder builder(X500Name issuer, KeyPair pair, X500Name subject, Duration life) {
        Instant now = clock.instant();
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(127, random).add(BigInteger.ONE),
                Date.from(now.minus(BACKDATED)),
                Date.from(now.plus(life)),
                subject,
                pair.getPublic());
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key)
            throws GeneralSecurityException, OperatorCreationException {
        var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(key);
        return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    }

    private KeyPair newKeyPair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        return generator.generateKeyPair();
    }

    private static void writeKey(Path file, KeyPair pair) throws IOException {
        write(file, pem(new JcaPKCS8Generator(pair.getPrivate(), null)), "rw-------");
    }

    private static String pem(Object object) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        }
        return text.toString();
    }

    /** Into a file of its own first: a key is never readable by others, a reader never sees half a file. */
    private static void write(Path file, String text, String mode) throws IOException {
        var permissions = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        Path draft = Files.createTempFile(file.toAbsolutePath().getParent(), ".new-", ".pem", permissions);
        Files.writeString(draft, text);
        Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString(mode));
        Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
