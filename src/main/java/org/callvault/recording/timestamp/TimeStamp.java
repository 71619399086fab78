package org.callvault.recording.timestamp;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cmp.PKIStatus;
import org.bouncycastle.asn1.cmp.PKIStatusInfo;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.tsp.TimeStampResp;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampResponse;
import org.bouncycastle.tsp.TimeStampToken;
import org.callvault.recording.manifest.Manifest;
import org.callvault.recording.timestamp.TimeStampFailed.Reason;
import org.callvault.security.CertificatePaths;

/**
 * A time stamp (RFC 3161) over {@code manifest.json.p7s}, kept beside it as {@value #NAME}: a TimeStampResp in DER, so
 * {@code openssl ts -verify} reads it. What an authority adds that it did not sign (status texts, attributes, certificates of
 * no use) is left out, so that no byte of what is kept can be another unnoticed.
 *
 * @param at the authority's time
 * @param policy of the authority, an object identifier
 * @param chain the authority's certificates, its own first
 */
public record TimeStamp(Instant at, String policy, List<X509Certificate> chain) {
    public static final String NAME = Manifest.NAME + ".tsr";

    private static final Provider PROVIDER = new BouncyCastleProvider();
    private static final Map<ASN1ObjectIdentifier, String> DIGESTS = Map.of(
            NISTObjectIdentifiers.id_sha256, "SHA256",
            NISTObjectIdentifiers.id_sha384, "SHA384",
            NISTObjectIdentifiers.id_sha512, "SHA512");

    public TimeStamp {
        chain = List.copyOf(chain);
    }

    /**
     * Reads a kept time stamp.
     *
     * @param stamped what it has to be of
     * @throws TimeStampFailed if it is not as it was kept, or of something else; whether its authority is trusted is
     *     {@linkplain CertificatePaths#distrusted another question}
     */
    public static TimeStamp read(byte[] kept, byte[] stamped) throws TimeStampFailed {
        TimeStampToken token = token(response(kept));
        if (!Arrays.equals(kept, plain(token))) {
            throw new TimeStampFailed(
                    Reason.UNTRUSTED, "there is something besides the time stamp in it, or it was altered");
        }
        return read(token, stamped);
    }

    static TimeStamp read(TimeStampToken token, byte[] stamped) throws TimeStampFailed {
        boolean ours = token.getTimeStampInfo().getMessageImprintAlgOID().equals(NISTObjectIdentifiers.id_sha256)
                && MessageDigest.isEqual(token.getTimeStampInfo().getMessageImprintDigest(), sha256(stamped));
        if (!ours) {
            throw new TimeStampFailed(Reason.MISMATCH, "it is of something else");
        }
        List<X509Certificate> chain = chain(token);
        try {
            token.validate(new JcaSimpleSignerInfoVerifierBuilder()
                    .setProvider(PROVIDER)
                    .build(chain.getFirst()));
        } catch (TSPException | OperatorCreationException | RuntimeException broken) {
            throw new TimeStampFailed(Reason.UNTRUSTED, "its signature does not hold: " + broken.getMessage(), broken);
        }
        if (!CertificatePaths.isUnaltered(chain)) {
            throw new TimeStampFailed(Reason.UNTRUSTED, "a certificate in it was altered");
        }
        return new TimeStamp(
                token.getTimeStampInfo().getGenTime().toInstant(),
                token.getTimeStampInfo().getPolicy().getId(),
                chain);
    }

    static TimeStampResponse response(byte[] der) throws TimeStampFailed {
        try {
            return new TimeStampResponse(der);
        } catch (TSPException | IOException | RuntimeException unreadable) {
            throw new TimeStampFailed(
                    Reason.UNREADABLE, "it is no answer of RFC 3161: " + unreadable.getMessage(), unreadable);
        }
    }

    static TimeStampToken token(TimeStampResponse response) throws TimeStampFailed {
        TimeStampToken token = response.getTimeStampToken();
        boolean granted =
                response.getStatus() == PKIStatus.GRANTED || response.getStatus() == PKIStatus.GRANTED_WITH_MODS;
        if (!granted || token == null) {
            String why = response.getStatusString();
            throw new TimeStampFailed(
                    Reason.REFUSED,
                    "it says status " + response.getStatus() + (why == null ? "" : " (" + printable(why) + ")"));
        }
        return token;
    }

    /** What a stranger says goes into logs: one short line. */
    private static String printable(String text) {
        return text.substring(0, Math.min(text.length(), 200)).replaceAll("\\p{Cntrl}", " ");
    }

    /** The form in which it is kept: nothing in it but what is signed, in the one way in which DER writes it. */
    static byte[] plain(TimeStampToken token) throws TimeStampFailed {
        try {
            SignedData given = SignedData.getInstance(
                    token.toCMSSignedData().toASN1Structure().getContent());
            SignerInfo signer = SignerInfo.getInstance(given.getSignerInfos().getObjectAt(0));
            AlgorithmIdentifier digest =
                    new AlgorithmIdentifier(signer.getDigestAlgorithm().getAlgorithm());
            SignerInfo bare = new SignerInfo(
                    signer.getSID(),
                    digest,
                    signer.getAuthenticatedAttributes(),
                    signatureAlgorithm(token),
                    signer.getEncryptedDigest(),
                    null);
            ASN1EncodableVector certificates = new ASN1EncodableVector();
            for (X509Certificate each : chain(token)) {
                certificates.add(Certificate.getInstance(each.getEncoded()));
            }
            ContentInfo stamp = new ContentInfo(PKCSObjectIdentifiers.id_ct_TSTInfo, new DEROctetString((byte[])
                    token.toCMSSignedData().getSignedContent().getContent()));
            SignedData anew =
                    new SignedData(new DERSet(digest), stamp, new DERSet(certificates), null, new DERSet(bare));
            ContentInfo content = new ContentInfo(CMSObjectIdentifiers.signedData, anew);
            return new TimeStampResp(new PKIStatusInfo(PKIStatus.granted), content).getEncoded(ASN1Encoding.DER);
        } catch (IOException | GeneralSecurityException | RuntimeException unusable) {
            throw new TimeStampFailed(Reason.UNREADABLE, "it cannot be used: " + unusable.getMessage(), unusable);
        }
    }

    /** Many authorities write only the kind of their key here; with the digest both say the same. */
    private static AlgorithmIdentifier signatureAlgorithm(TimeStampToken token) {
        SignerInfo signer =
                token.toCMSSignedData().getSignerInfos().iterator().next().toASN1Structure();
        AlgorithmIdentifier given = signer.getDigestEncryptionAlgorithm();
        String digest = DIGESTS.get(signer.getDigestAlgorithm().getAlgorithm());
        if (digest == null) {
            throw new IllegalArgumentException(
                    "digest " + signer.getDigestAlgorithm().getAlgorithm() + " is not one of " + DIGESTS.values());
        }
        AlgorithmIdentifier rsa = named(digest + "withRSA");
        AlgorithmIdentifier ec = named(digest + "withECDSA");
        if (given.getAlgorithm().equals(PKCSObjectIdentifiers.rsaEncryption)
                || given.getAlgorithm().equals(rsa.getAlgorithm())) {
            return rsa;
        }
        if (given.getAlgorithm().equals(ec.getAlgorithm())) {
            return ec;
        }
        if (given.getAlgorithm().equals(PKCSObjectIdentifiers.id_RSASSA_PSS)) {
            return given;
        }
        throw new IllegalArgumentException("signature algorithm " + given.getAlgorithm() + " does not fit " + digest);
    }

    private static AlgorithmIdentifier named(String algorithm) {
        return new DefaultSignatureAlgorithmIdentifierFinder().find(algorithm);
    }

    private static List<X509Certificate> chain(TimeStampToken token) throws TimeStampFailed {
        try {
            JcaX509CertificateConverter converter = new JcaX509CertificateConverter();
            List<X509Certificate> given = new ArrayList<>();
            List<X509Certificate> own = new ArrayList<>();
            for (X509CertificateHolder each : token.getCertificates().getMatches(null)) {
                (token.getSID().match(each) ? own : given).add(converter.getCertificate(each));
            }
            if (own.size() != 1) {
                throw new TimeStampFailed(Reason.UNTRUSTED, "the authority's certificate is not in it");
            }
            return CertificatePaths.from(own.getFirst(), given);
        } catch (GeneralSecurityException | RuntimeException unreadable) {
            throw new TimeStampFailed(
                    Reason.UNREADABLE, "a certificate in it cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }

    static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
