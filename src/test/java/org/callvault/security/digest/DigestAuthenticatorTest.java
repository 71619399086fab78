package org.callvault.security.digest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.callvault.security.digest.Authentication.Authenticated;
import org.callvault.security.digest.Authentication.Challenged;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DigestAuthenticatorTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final String REALM = "callvault";
    private static final byte[] SECRET =
            "a secret of 32 bytes, for a test".getBytes(java.nio.charset.StandardCharsets.UTF_8);

    private final Users users = new Users(
            REALM,
            List.of(
                    UserEntry.of("sbc", REALM, DigestAlgorithm.SHA_256, "right"),
                    UserEntry.of("sbc", REALM, DigestAlgorithm.SHA_512_256, "right"),
                    UserEntry.of("sbc", REALM, DigestAlgorithm.MD5, "right"),
                    UserEntry.of("elsewhere", "other", DigestAlgorithm.SHA_256, "right")));
    private final DigestAuthenticator authenticator = authenticator(false);

    private DigestAuthenticator authenticator(boolean md5) {
        return new DigestAuthenticator(() -> users, md5, new Nonces(SECRET, Duration.ofMinutes(5), new Random(1)));
    }

    private String nonce() {
        return authenticator.challenges(false, NOW).getFirst().replaceFirst(".*nonce=\"([^\"]*)\".*", "$1");
    }

    /** An Authorization as a client writes it. */
    private static String header(String user, String password, DigestAlgorithm algorithm, String nonce, int count) {
        String nc = String.format(Locale.ROOT, "%08x", count);
        String response = algorithm.hash(String.join(
                ":",
                algorithm.ha1(user, REALM, password),
                nonce,
                nc,
                "c1",
                "auth",
                algorithm.hash("INVITE:sip:srs@192.0.2.9")));
        return "Digest username=\"" + user + "\",realm=\"" + REALM + "\" , nonce=\"" + nonce
                + "\", uri=\"sip:srs@192.0.2.9\", algorithm=" + algorithm.token() + ", qop=auth, nc=" + nc
                + ", cnonce=\"c1\", response=\"" + response + "\"";
    }

    private Authentication check(String... headers) {
        return authenticator.check("INVITE", List.of(headers), NOW);
    }

    @ParameterizedTest
    @CsvSource({
        "MD5,     8ca523f5e9506fed4657c9700eebdbec",
        "SHA_256, 753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
    })
    void theExampleOfTheRfcComesOutRight(DigestAlgorithm algorithm, String response) {
        // RFC 7616, section 3.9.1.
        DigestCredentials credentials = DigestCredentials.parse("""
                Digest username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", algorithm=%s,\
                 nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001,\
                 cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", qop=auth, response="%s",\
                 opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"""".formatted(algorithm.token(), response))
                .orElseThrow();
        String ha1 = algorithm.ha1("Mufasa", "http-auth@example.org", "Circle of Life");
        assertThat(credentials.expected(ha1, "GET")).isEqualTo(response).isEqualTo(credentials.response());
    }

    @Test
    void whatNoUserCanAnswerWithIsNotOffered() {
        Users old = new Users(REALM, List.of(UserEntry.of("sbc", REALM, DigestAlgorithm.MD5, "right")));
        for (boolean md5 : new boolean[] {true, false}) {
            DigestAuthenticator one =
                    new DigestAuthenticator(() -> old, md5, new Nonces(SECRET, Duration.ofMinutes(5), new Random(1)));
            assertThat(one.challenges(false, NOW))
                    .hasSize(md5 ? 1 : 2)
                    .allMatch(challenge -> challenge.contains("algorithm=MD5") == md5);
        }
    }

    @Test
    void theStrongestHashIsOfferedFirstAndMd5OnlyWhenAskedFor() {
        assertThat(authenticator.challenges(false, NOW))
                .hasSize(2)
                .allMatch(value -> value.contains("qop=\"auth\"") && !value.contains("stale"))
                .satisfiesExactly(first -> assertThat(first).contains("algorithm=SHA-256"), second -> assertThat(second)
                        .contains("algorithm=SHA-512-256"));
        assertThat(authenticator(true).challenges(true, NOW))
                .hasSize(3)
                .allMatch(value -> value.endsWith("stale=TRUE"))
                .last()
                .asString()
                .contains("algorithm=MD5");
    }

    @ParameterizedTest
    @EnumSource(
            value = DigestAlgorithm.class,
            names = {"SHA_256", "SHA_512_256"})
    void rightCredentialsName(DigestAlgorithm algorithm) {
        assertThat(check(header("sbc", "right", algorithm, nonce(), 1))).isEqualTo(new Authenticated("sbc"));
    }

    @Test
    void aHashedUserNameIsFound() {
        String hashed = DigestAlgorithm.SHA_256.hash("sbc:" + REALM);
        String header = header("sbc", "right", DigestAlgorithm.SHA_256, nonce(), 1)
                .replace("username=\"sbc\"", "userhash=true, username=\"" + hashed + "\"");
        assertThat(check(header)).isEqualTo(new Authenticated("sbc"));
    }

    @ParameterizedTest
    @CsvSource({"sbc, wrong", "nobody, right", "elsewhere, right"})
    void wrongOnesAreAllTheSame(String user, String password) {
        assertThat(check(header(user, password, DigestAlgorithm.SHA_256, nonce(), 1)))
                .isEqualTo(new Challenged("wrong-credentials", false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"uri=\"sip:srs@", "nc=0000000", "cnonce=\"c", "nonce=\"A", "response=\""})
    void whatIsChangedOnTheWayIsRefused(String parameter) {
        String header = header("sbc", "right", DigestAlgorithm.SHA_256, nonce(), 1);
        int at = header.indexOf(parameter) + parameter.length();
        char other = header.charAt(at) == '2' ? '3' : '2';
        String changed = header.substring(0, at) + other + header.substring(at + 1);
        assertThat(check(changed)).isInstanceOf(Challenged.class);
    }

    @Test
    void credentialsCountUpAndNeverComeTwice() {
        String nonce = nonce();
        for (int count : new int[] {1, 3, 2, 70}) {
            assertThat(check(header("sbc", "right", DigestAlgorithm.SHA_256, nonce, count)))
                    .isInstanceOf(Authenticated.class);
        }
        for (int count : new int[] {70, 3, 2, 1}) {
            assertThat(check(header("sbc", "right", DigestAlgorithm.SHA_256, nonce, count)))
                    .isEqualTo(new Challenged("replayed-credentials", true));
        }
    }

    @Test
    void anOldNonceIsStaleAndAForeignOneIsAskedForAgain() {
        String header = header("sbc", "right", DigestAlgorithm.SHA_256, nonce(), 1);
        assertThat(authenticator.check("INVITE", List.of(header), NOW.plus(Duration.ofMinutes(6))))
                .isEqualTo(new Challenged("stale-nonce", true));
        assertThat(check(header("sbc", "right", DigestAlgorithm.SHA_256, "bm90IG91cnM", 1)))
                .isEqualTo(new Challenged("foreign-nonce", true));
    }

    @Test
    void aNonceOfAnotherNodeWithTheSameSecretIsGood() {
        String nonce =
                authenticator(false).challenges(false, NOW).getFirst().replaceFirst(".*nonce=\"([^\"]*)\".*", "$1");
        assertThat(check(header("sbc", "right", DigestAlgorithm.SHA_256, nonce, 1)))
                .isInstanceOf(Authenticated.class);
    }

    @Test
    void md5IsRefusedUnlessAskedFor() {
        String header = header("sbc", "right", DigestAlgorithm.MD5, nonce(), 1);
        assertThat(check(header)).isEqualTo(new Challenged("weak-algorithm", false));
        assertThat(authenticator(true).check("INVITE", List.of(header), NOW)).isInstanceOf(Authenticated.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Basic c2JjOnJpZ2h0",
                "Digest",
                "Digest username",
                "Digest username=\"sbc",
                "Digest username=\"sbc\", username=\"sbc\"",
                "Digest realm=\"callvault\", nc=1, qop=auth",
                "Digest username=\"sbc\", realm=\"callvault\", nonce=\"n\", uri=\"u\", response=\"r\", nc=xyz, cnonce=\"c\","
                        + " qop=auth",
            })
    void whatIsNoDigestIsChallenged(String header) {
        assertThat(check(header)).isEqualTo(new Challenged("unusable-credentials", false));
    }

    @Test
    void manyParametersCostNoTime() {
        assertThat(check("Digest " + "a=b,".repeat(100_000))).isInstanceOf(Challenged.class);
        assertThat(check("Digest " + "a=\"\\".repeat(1000))).isInstanceOf(Challenged.class);
    }

    @Test
    void noneOfItShowsSecrets() {
        UserEntry entry = UserEntry.of("sbc", REALM, DigestAlgorithm.SHA_256, "right");
        assertThat(entry.toString()).contains("sbc").doesNotContain(entry.ha1());
        String header = header("sbc", "right", DigestAlgorithm.SHA_256, nonce(), 1);
        assertThat(DigestCredentials.parse(header).orElseThrow().toString()).isEqualTo("DigestCredentials[sbc]");
    }
}
