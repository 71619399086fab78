package org.callvault.recording.evidence;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.IssuerAndSerialNumber;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.callvault.recording.manifest.Manifest;
import org.callvault.security.CertificatePaths;

/** Checks the signature of a manifest: {@code manifest.json.p7s}. */
public final class ManifestSignature {
    public static final String NAME = Manifest.NAME + ".p7s";

    /** Of a signer named by issuer and serial number (RFC 5652, 5.3). */
    private static final int VERSION = 1;

    private static final Duration CLOCKS_MAY_DIFFER = Duration.ofMinutes(5);

    private static final Provider PROVIDER = new BouncyCastleProvider();

    private final String signed;
    private final byte[] content;
    private final byte[] signature;
    private final Collection<X509Certificate> anchors;
    private final Optional<Instant> stamped;
    private final Instant now;

    private ManifestSignature(
            String signed,
            byte[] content,
            byte[] signature,
            Collection<X509Certificate> anchors,
            Optional<Instant> stamped,
            Instant now) {
        this.signed = signed;
        this.content = content;
        this.signature = signature;
        this.anchors = anchors;
        this.stamped = stamped;
        this.now = now;
    }

    /**
     * What the signature says of the content.
     *
     * @param anchors certificates that the reader trusts; without any, nobody vouches for the signer
     * @param stamped when a time stamp that is trusted says that the signature was there
     */
    static List<Finding> check(
            byte[] content,
            byte[] signature,
            Collection<X509Certificate> anchors,
            Optional<Instant> stamped,
            Instant now) {
        return check(Manifest.NAME, content, signature, anchors, stamped, now);
    }

    /** The same of another file that the node signs; the signature's name is the file's with {@code .p7s} behind. */
    static List<Finding> check(
            String signed, byte[] content, byte[] signature, Collection<X509Certificate> anchors, Instant now) {
        return check(signed, content, signature, anchors, Optional.empty(), now);
    }

    private static List<Finding> check(
            String signed,
            byte[] content,
            byte[] signature,
            Collection<X509Certificate> anchors,
            Optional<Instant> stamped,
            Instant now) {
        String name = signed + ".p7s";
        try {
            return new ManifestSignature(signed, content, signature, anchors, stamped, now).check();
        } catch (Refused refused) {
            return List.of(Finding.red(name + ": " + refused.getMessage()));
        } catch (CMSException
                | GeneralSecurityException
                | OperatorCreationException
                | IOException
                | RuntimeException unreadable) {
            return List.of(Finding.red(name + " is no usable signature: " + unreadable.getMessage()));
        }
    }

    /** Whether two signatures, both of which hold, name the same signer. */
    static boolean sameSigner(byte[] one, byte[] other) {
        try {
            return signerOf(one).equals(signerOf(other));
        } catch (CMSException | IOException | RuntimeException unreadable) {
            return false;
        }
    }

    private static X509CertificateHolder signerOf(byte[] signature) throws CMSException, IOException {
        CMSSignedData signed = new CMSSignedData(signature);
        SignerInformation signer =
                signed.getSignerInfos().getSigners().iterator().next();
        for (X509CertificateHolder each : signed.getCertificates().getMatches(null)) {
            if (signer.getSID().match(each)) {
                return each;
            }
        }
        throw new CMSException("the signer's certificate is not in it");
    }

    /** The signature does not hold. */
    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        Refused(String why) {
            super(why);
        }
    }

    private List<Finding> check()
            throws Refused, CMSException, GeneralSecurityException, OperatorCreationException, IOException {
        CMSSignedData parsed = new CMSSignedData(new CMSProcessableByteArray(content), signature);
        List<SignerInformation> signers = List.copyOf(parsed.getSignerInfos().getSigners());
        require(signers.size() == 1, "it holds " + signers.size() + " signatures instead of one");
        SignerInformation signer = signers.getFirst();
        List<X509Certificate> chain = chain(parsed, signer);
        requireNothingElse(signer, chain);
        requireNamed(signer, chain.getFirst());
        require(
                signer.verify(new JcaSimpleSignerInfoVerifierBuilder()
                        .setProvider(PROVIDER)
                        .build(chain.getFirst().getPublicKey())),
                "the signature does not fit " + signed);
        return certificate(chain, signedAt(signer));
    }

    private static void require(boolean holds, String otherwise) throws Refused {
        if (!holds) {
            throw new Refused(otherwise);
        }
    }

    /** The signature does not cover all fields around it: so they are what they would be if they were written anew. */
    private void requireNothingElse(SignerInformation signer, List<X509Certificate> chain)
            throws Refused, GeneralSecurityException, IOException {
        ASN1EncodableVector certificates = new ASN1EncodableVector();
        for (X509Certificate each : chain) {
            certificates.add(Certificate.getInstance(each.getEncoded()));
        }
        SignedData anew = new SignedData(
                new DERSet(signer.getDigestAlgorithmID()),
                new ContentInfo(CMSObjectIdentifiers.data, null),
                new DERSet(certificates),
                null,
                new DERSet(signer.toASN1Structure()));
        byte[] der = new ContentInfo(CMSObjectIdentifiers.signedData, anew).getEncoded(ASN1Encoding.DER);
        Certificate own = Certificate.getInstance(chain.getFirst().getEncoded());
        // Names are the same in any case; these bytes are not signed.
        require(
                Arrays.equals(
                        signer.toASN1Structure().getSID().getEncoded(ASN1Encoding.DER),
                        new IssuerAndSerialNumber(
                                        own.getIssuer(), own.getSerialNumber().getValue())
                                .getEncoded(ASN1Encoding.DER)),
                "it names the signer in other letters than the certificate");
        require(signer.getVersion() == VERSION, "it is of another version than this one writes");
        require(Arrays.equals(der, signature), "there is something besides the signature in it, or it was altered");
        require(signer.getUnsignedAttributes() == null, "it has attributes that are not signed");
    }

    /** The signer's certificate first, each one signed by the next, and no others. */
    private static List<X509Certificate> chain(CMSSignedData signed, SignerInformation signer)
            throws Refused, GeneralSecurityException {
        JcaX509CertificateConverter converter = new JcaX509CertificateConverter();
        List<X509Certificate> given = new ArrayList<>();
        List<X509Certificate> own = new ArrayList<>();
        for (X509CertificateHolder each : signed.getCertificates().getMatches(null)) {
            (signer.getSID().match(each) ? own : given).add(converter.getCertificate(each));
        }
        require(own.size() == 1, "the signer's certificate is not in it");
        List<X509Certificate> chain = CertificatePaths.from(own.getFirst(), given);
        require(chain.size() == given.size() + 1, "a certificate in it has no place in the chain, or was altered");
        require(CertificatePaths.isUnaltered(chain), "a certificate in it was altered");
        return chain;
    }

    /** RFC 5035: another certificate for the same key is not the signer's. */
    private static void requireNamed(SignerInformation signer, X509Certificate certificate)
            throws Refused, GeneralSecurityException {
        require(signer.getSignedAttributes() != null, "it has no signed attributes");
        Attribute named = signer.getSignedAttributes().get(PKCSObjectIdentifiers.id_aa_signingCertificateV2);
        require(named != null, "it does not name the signer's certificate");
        byte[] hash = SigningCertificateV2.getInstance(named.getAttributeValues()[0])
                .getCerts()[0]
                .getCertHash();
        byte[] is = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
        require(MessageDigest.isEqual(hash, is), "the certificate is not the one that the signer named");
    }

    private static Instant signedAt(SignerInformation signer) throws Refused {
        Attribute time = signer.getSignedAttributes().get(CMSAttributes.signingTime);
        require(time != null, "it does not say when it was made");
        return Time.getInstance(time.getAttributeValues()[0]).getDate().toInstant();
    }

    private List<Finding> certificate(List<X509Certificate> chain, Instant at) {
        X509Certificate own = chain.getFirst();
        String who = own.getSubjectX500Principal().getName();
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.green((signed.equals(Manifest.NAME) ? "the manifest" : signed) + " is as " + who
                + " signed it, by its own clock at " + at));
        Instant until = own.getNotAfter().toInstant();
        if (at.isBefore(own.getNotBefore().toInstant()) || at.isAfter(until)) {
            findings.add(Finding.red("the certificate of " + who + " was not valid at " + at));
        } else if (now.isAfter(until)) {
            findings.add(expired(who, until));
        }
        if (stamped.isPresent() && at.isAfter(stamped.get().plus(CLOCKS_MAY_DIFFER))) {
            findings.add(Finding.amber("the time stamp is older than the time of signing: the node's clock was ahead"));
        }
        findings.add(anchored(chain, at));
        return findings;
    }

    private Finding expired(String who, Instant until) {
        boolean inTime = stamped.isPresent() && !stamped.get().isAfter(until);
        return inTime
                ? Finding.green("the certificate of " + who
                        + " has expired since; the time stamp shows that it was valid" + " when it signed")
                : Finding.amber("the certificate of " + who
                        + " has expired since, and no time stamp shows that it was valid when it signed");
    }

    private Finding anchored(List<X509Certificate> chain, Instant at) {
        if (anchors.isEmpty()) {
            return Finding.amber("nobody vouches for the signer: name the authority that you trust with --ca");
        }
        if (CertificatePaths.isAnchor(chain, anchors)) {
            return Finding.green("the signer's certificate is the one that is trusted");
        }
        return CertificatePaths.distrusted(chain, anchors, at)
                .map(why -> Finding.red(
                        "the signer's certificate comes from no trusted authority, or did not hold: " + why))
                .orElseGet(() -> Finding.green("the signer's certificate comes from a trusted authority"));
    }
}
