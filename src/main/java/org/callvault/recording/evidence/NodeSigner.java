package org.callvault.recording.evidence;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.callvault.config.Settings;
import org.callvault.recording.spool.segment.Durable;
import org.callvault.security.CertificateIssuer;
import org.callvault.security.KeyKind;
import org.callvault.security.PemCredentials;
import org.callvault.security.PemOutput;

/**
 * A node's signature: detached CMS SignedData (RFC 5652) with signing time and signing certificate (RFC 5035), and with the
 * whole chain of certificates.
 */
public final class NodeSigner {
    /** A recording is to be verified long after it was made. */
    private static final Duration SELF_MADE_LIFE = Duration.ofDays(20 * 365);

    private final PemCredentials credentials;
    private final String algorithm;

    private NodeSigner(PemCredentials credentials, String algorithm) {
        this.credentials = credentials;
        this.algorithm = algorithm;
    }

    /**
     * Signs with these.
     *
     * @throws IllegalArgumentException if the key is neither RSA nor EC
     */
    public static NodeSigner of(PemCredentials credentials) {
        String kind = credentials.key().getAlgorithm();
        return switch (kind) {
            case "RSA" -> new NodeSigner(credentials, "SHA256withRSA");
            case "EC" -> new NodeSigner(credentials, "SHA256withECDSA");
            default -> throw new IllegalArgumentException("a signing key is RSA or EC, not " + kind);
        };
    }

    /**
     * Signs with what the settings name, else with the identity that a node makes for itself.
     *
     * @param selfMade directory of that
     * @throws org.callvault.security.PemProblem if what is named or was made cannot be used
     */
    public static NodeSigner of(Settings.Signing signing, Path selfMade, String node, InstantSource clock)
            throws IOException {
        return signing.certificate().isPresent() && signing.key().isPresent()
                ? of(PemCredentials.load(
                        signing.certificate().get(), signing.key().get()))
                : selfMade(selfMade, node, clock);
    }

    /**
     * The identity that a node makes for itself, once: {@code certificate.pem} and {@code key.pem} (mode 0600). A key whose
     * certificate was not written yet signed nothing, and is made anew.
     *
     * @throws org.callvault.security.PemProblem if the certificate is there and its key is not; it is not replaced, since
     *     recordings name it
     */
    public static NodeSigner selfMade(Path directory, String node, InstantSource clock) throws IOException {
        Path certificate = directory.resolve("certificate.pem");
        Path key = directory.resolve("key.pem");
        PemOutput.directory(directory);
        if (!Files.exists(certificate)) {
            PemCredentials made =
                    CertificateIssuer.newSigner("Callvault " + node, KeyKind.EC_P256, SELF_MADE_LIFE, clock);
            PemOutput.key(key, made);
            force(key);
            Durable.directory(directory);
            PemOutput.certificates(certificate, made.chain());
            force(certificate);
            Durable.directory(directory);
        }
        return of(PemCredentials.load(certificate, key));
    }

    static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** The signer's first, each one signed by the next. */
    public List<X509Certificate> chain() {
        return credentials.chain();
    }

    public X509Certificate certificate() {
        return credentials.certificate();
    }

    /** DER of a signature beside the content. */
    public byte[] sign(byte[] content, Instant at) {
        try {
            CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
            generator.addSignerInfoGenerator(
                    new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build())
                            .setSignedAttributeGenerator(new DefaultSignedAttributeTableGenerator(attributes(at)))
                            .build(new JcaContentSignerBuilder(algorithm).build(credentials.key()), certificate()));
            generator.addCertificates(new JcaCertStore(credentials.chain()));
            return generator
                    .generate(new CMSProcessableByteArray(content), false)
                    .toASN1Structure()
                    .getEncoded(ASN1Encoding.DER);
        } catch (CMSException | OperatorCreationException | GeneralSecurityException | IOException e) {
            throw new IllegalStateException("a manifest cannot be signed", e);
        }
    }

    private AttributeTable attributes(Instant at) throws GeneralSecurityException {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(certificate().getEncoded());
        ASN1EncodableVector attributes = new ASN1EncodableVector();
        attributes.add(new Attribute(CMSAttributes.signingTime, new DERSet(new Time(Date.from(at)))));
        attributes.add(new Attribute(
                PKCSObjectIdentifiers.id_aa_signingCertificateV2,
                new DERSet(new SigningCertificateV2(new ESSCertIDv2[] {new ESSCertIDv2(hash)}))));
        return new AttributeTable(attributes);
    }

    @Override
    public String toString() {
        return "NodeSigner[" + certificate().getSubjectX500Principal() + ", key hidden]";
    }
}
