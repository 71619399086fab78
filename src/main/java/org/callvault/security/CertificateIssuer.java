package org.callvault.security;

import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
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
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A small certificate authority (RFC 5280) for trials and test networks: one self-signed certificate that signs servers and
 * clients directly. It keeps no register and revokes nothing.
 */
public final class CertificateIssuer {
    /** Clocks of the machines that trust it may be behind. */
    private static final Duration BACKDATED = Duration.ofHours(1);

    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|.*:.*");
    private static final Pattern DNS_NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?");
    private static final KeyPurposeId[] SERVER = {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth};
    private static final KeyPurposeId[] CLIENT = {KeyPurposeId.id_kp_clientAuth};

    private final PemCredentials authority;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    private CertificateIssuer(PemCredentials authority, InstantSource clock) {
        this.authority = authority;
        this.clock = clock;
    }

    /** One that signs with what is there already: an authority's certificate and its key. */
    public static CertificateIssuer of(PemCredentials authority, InstantSource clock) {
        return new CertificateIssuer(authority, clock);
    }

    /**
     * A new authority.
     *
     * @param name its common name
     * @param life from now on
     */
    public static PemCredentials newAuthority(String name, KeyKind kind, Duration life, InstantSource clock) {
        return made(() -> {
            SecureRandom random = new SecureRandom();
            KeyPair pair = kind.newKeyPair(random);
            X500Name own = commonName(name);
            X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    own,
                    serial(random),
                    Date.from(clock.instant().minus(BACKDATED)),
                    Date.from(clock.instant().plus(life)),
                    own,
                    pair.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            builder.addExtension(
                    Extension.subjectKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
            return PemCredentials.made(List.of(sign(builder, pair.getPrivate())), pair.getPrivate());
        });
    }

    /**
     * A self-signed certificate for signing documents, and its key. Nobody vouches for it; who trusts it trusts it by its
     * fingerprint.
     *
     * @param life from now on
     */
    public static PemCredentials newSigner(String name, KeyKind kind, Duration life, InstantSource clock) {
        return made(() -> {
            SecureRandom random = new SecureRandom();
            KeyPair pair = kind.newKeyPair(random);
            X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    commonName(name),
                    serial(random),
                    Date.from(clock.instant().minus(BACKDATED)),
                    Date.from(clock.instant().plus(life)),
                    commonName(name),
                    pair.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(
                    Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature | KeyUsage.nonRepudiation));
            return PemCredentials.made(List.of(sign(builder, pair.getPrivate())), pair.getPrivate());
        });
    }

    public X509Certificate certificate() {
        return authority.certificate();
    }

    /**
     * A server's certificate and key; for clients too, as a node also calls back.
     *
     * @param hosts DNS names and IP addresses that it is called by, at least one
     * @return the chain is the server's certificate, then the authority's
     */
    public PemCredentials server(String name, List<String> hosts, KeyKind kind, Duration life) {
        return issue(name, hosts, SERVER, kind, life);
    }

    /**
     * A client's certificate and key.
     *
     * @param hosts what it is to be known by besides its name; may be empty
     */
    public PemCredentials client(String name, List<String> hosts, KeyKind kind, Duration life) {
        return issue(name, hosts, CLIENT, kind, life);
    }

    private PemCredentials issue(
            String name, List<String> hosts, KeyPurposeId[] purposes, KeyKind kind, Duration life) {
        return made(() -> {
            KeyPair pair = kind.newKeyPair(random);
            X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    // Its bytes, not its text: the text turns the order of names round.
                    X500Name.getInstance(certificate().getSubjectX500Principal().getEncoded()),
                    serial(random),
                    Date.from(clock.instant().minus(BACKDATED)),
                    Date.from(endOf(life)),
                    commonName(name),
                    pair.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, kind.tlsUsage());
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes));
            addIdentifiers(builder, pair.getPublic());
            if (!hosts.isEmpty()) {
                builder.addExtension(Extension.subjectAlternativeName, false, names(hosts));
            }
            return PemCredentials.made(List.of(sign(builder, authority.key()), certificate()), pair.getPrivate());
        });
    }

    /** No certificate outlives the one that signed it. */
    private Instant endOf(Duration life) {
        Instant wanted = clock.instant().plus(life);
        Instant authorityEnds = certificate().getNotAfter().toInstant();
        return wanted.isBefore(authorityEnds) ? wanted : authorityEnds;
    }

    /** RFC 5280, 4.2.1.1 and 4.2.1.2: strict peers find the signer by them. */
    private void addIdentifiers(X509v3CertificateBuilder builder, PublicKey own)
            throws GeneralSecurityException, CertIOException {
        JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
        builder.addExtension(Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(own));
        builder.addExtension(
                Extension.authorityKeyIdentifier,
                false,
                identifiers.createAuthorityKeyIdentifier(certificate().getPublicKey()));
    }

    /** Whether a certificate can name it: an IP address, or a DNS name of letters, digits, hyphens and dots. */
    public static boolean canName(String host) {
        if (!ADDRESS.matcher(host).matches()) {
            return DNS_NAME.matcher(host).matches();
        }
        try {
            return InetAddress.ofLiteral(host) != null;
        } catch (IllegalArgumentException noAddress) {
            return false;
        }
    }

    private static GeneralNames names(List<String> hosts) {
        return new GeneralNames(
                hosts.stream().map(CertificateIssuer::generalName).toArray(GeneralName[]::new));
    }

    private static GeneralName generalName(String host) {
        return new GeneralName(ADDRESS.matcher(host).matches() ? GeneralName.iPAddress : GeneralName.dNSName, host);
    }

    private static X500Name commonName(String name) {
        return new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, name).build();
    }

    /** RFC 5280, 4.1.2.2: positive, at most 20 octets. */
    private static BigInteger serial(SecureRandom random) {
        return new BigInteger(127, random).add(BigInteger.ONE);
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey signer)
            throws GeneralSecurityException, OperatorCreationException {
        var content = new JcaContentSignerBuilder(KeyKind.signatureOf(signer)).build(signer);
        return new JcaX509CertificateConverter().getCertificate(builder.build(content));
    }

    /** Makes credentials. */
    private interface Making {
        PemCredentials run() throws GeneralSecurityException, OperatorCreationException, CertIOException;
    }

    private static PemCredentials made(Making making) {
        try {
            return making.run();
        } catch (GeneralSecurityException | OperatorCreationException | CertIOException broken) {
            throw new IllegalStateException("this JVM cannot issue such a certificate", broken);
        }
    }
}
