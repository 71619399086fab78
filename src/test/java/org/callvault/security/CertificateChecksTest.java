package org.callvault.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.callvault.security.CertificateProblem.Aspect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CertificateChecksTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final InstantSource CLOCK = InstantSource.fixed(NOW);
    private static final PemCredentials CA =
            CertificateIssuer.newAuthority("CA", KeyKind.EC_P256, Duration.ofDays(3650), CLOCK);
    private static final PemCredentials SERVER = CertificateIssuer.of(CA, CLOCK)
            .server("srs", List.of("srs.example", "192.0.2.1", "2001:db8::1"), KeyKind.EC_P256, Duration.ofDays(90));

    private static List<Aspect> serious(List<CertificateProblem> problems) {
        return problems.stream()
                .filter(CertificateProblem::serious)
                .map(CertificateProblem::aspect)
                .toList();
    }

    @Test
    void aFreshChainInOrderHasNoProblem() {
        assertThat(CertificateChecks.chain(SERVER.chain(), NOW)).isEmpty();
        assertThat(CertificateChecks.chain(List.of(SERVER.certificate()), NOW)).isEmpty();
        assertThat(CertificateChecks.server(SERVER.certificate(), "srs.example"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"-7200, true", "0, false", "7776000, false", "7776001, true"})
    void validityEndsWithItsSecond(long secondsFromNow, boolean refused) {
        Instant then = NOW.plusSeconds(secondsFromNow);
        var problems = CertificateChecks.chain(List.of(SERVER.certificate()), then);
        assertThat(serious(problems)).isEqualTo(refused ? List.of(Aspect.VALIDITY) : List.of());
    }

    @Test
    void anExpiryWithinThirtyDaysIsAWarning() {
        var problems = CertificateChecks.chain(SERVER.chain(), NOW.plus(Duration.ofDays(61)));
        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.serious()).isFalse();
            assertThat(problem.wrong()).contains("expires in 29 days");
        });
    }

    @Test
    void aChainThatDoesNotHangTogetherIsTold() {
        PemCredentials other = CertificateIssuer.newAuthority("CA", KeyKind.EC_P256, Duration.ofDays(9), CLOCK);
        X509Certificate own = SERVER.certificate();
        assertThat(CertificateChecks.chain(List.of(own, other.certificate(), CA.certificate()), NOW))
                .anySatisfy(problem -> assertThat(problem.wrong())
                        .contains("certificate 2 (CN=CA) did not sign certificate 1")
                        .contains("certificate 3 did"));
        assertThat(serious(CertificateChecks.chain(List.of(CA.certificate(), own), NOW)))
                .contains(Aspect.ORDER);
        assertThat(CertificateChecks.chain(List.of(own, own), NOW))
                .anySatisfy(problem -> assertThat(problem.wrong()).contains("twice"));
    }

    @Test
    void aBundleOfAuthoritiesNeedsNoOrder() {
        PemCredentials other = CertificateIssuer.newAuthority("Other", KeyKind.EC_P256, Duration.ofDays(99), CLOCK);
        assertThat(CertificateChecks.chain(List.of(CA.certificate(), other.certificate()), NOW))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "RSA, 1024, SHA256withRSA, 1",
        "RSA, 2048, SHA1withRSA, 1",
        "RSA, 1024, SHA1withRSA, 2",
        "RSA, 2048, SHA256withRSA, 0",
        "EC, 384, SHA1withECDSA, 1"
    })
    void weakKeysAndSignaturesAreSerious(String kind, int bits, String signature, int problems) throws Exception {
        X509Certificate weak =
                certificate(kind, bits, signature, KeyPurposeId.id_kp_serverAuth, KeyUsage.digitalSignature);
        assertThat(serious(CertificateChecks.chain(List.of(weak), NOW)))
                .hasSize(problems)
                .allMatch(Aspect.STRENGTH::equals);
    }

    @Test
    void aCertificateForOtherPurposesIsRefused() throws Exception {
        X509Certificate client =
                certificate("EC", 256, "SHA256withECDSA", KeyPurposeId.id_kp_clientAuth, KeyUsage.keyEncipherment);
        assertThat(serious(CertificateChecks.server(client, "srs.example")))
                .containsExactly(Aspect.PURPOSE, Aspect.PURPOSE, Aspect.NAMES);
    }

    @ParameterizedTest
    @CsvSource({
        "srs.example, true",
        "SRS.Example, true",
        "192.0.2.1, true",
        "2001:db8:0::1, true",
        "192.0.2.2, false",
        "other.example, false",
        "a.srs.example, false"
    })
    void namesMustCoverThePublicAddress(String host, boolean covered) {
        assertThat(CertificateChecks.server(SERVER.certificate(), host).isEmpty())
                .isEqualTo(covered);
    }

    /** Issued under the name of another, so that it is no root. */
    private static X509Certificate certificate(String kind, int bits, String signature, KeyPurposeId purpose, int usage)
            throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
        generator.initialize(bits);
        KeyPair pair = generator.generateKeyPair();
        var builder = new JcaX509v3CertificateBuilder(
                new X500Principal("CN=Issuer"),
                BigInteger.TEN,
                Date.from(NOW),
                Date.from(NOW.plus(Duration.ofDays(90))),
                new X500Principal("CN=weak"),
                pair.getPublic());
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder(signature).build(pair.getPrivate())));
    }
}
