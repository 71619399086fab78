package org.callvault.security.digest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.callvault.security.digest.Authentication.Authenticated;
import org.callvault.security.digest.Authentication.Challenged;

/**
 * The server's side of digest authentication (RFC 7616, RFC 8760): several challenges, the strongest first, each of another
 * hash and with qop. Nothing is remembered of a request before its credentials are right. May be used from any thread.
 */
public final class DigestAuthenticator {
    private static final String NOBODY = "0".repeat(64);

    private final Supplier<Users> users;
    private final List<DigestAlgorithm> algorithms;
    private final Nonces nonces;
    private final NonceCounts counts = new NonceCounts();

    /**
     * An authenticator of one realm.
     *
     * @param users asked for each request, as they may change
     * @param allowMd5 whether MD5 is offered too, after the others
     */
    public DigestAuthenticator(Supplier<Users> users, boolean allowMd5, Nonces nonces) {
        this.users = users;
        List<DigestAlgorithm> offered = new ArrayList<>(List.of(DigestAlgorithm.SHA_256, DigestAlgorithm.SHA_512_256));
        if (allowMd5) {
            offered.add(DigestAlgorithm.MD5);
        }
        this.algorithms = List.copyOf(offered);
        this.nonces = nonces;
    }

    /**
     * Values for WWW-Authenticate headers, the strongest first. A hash that no user can answer with is left out: some
     * clients look at the first challenge only.
     */
    public List<String> challenges(boolean stale, Instant now) {
        String nonce = nonces.issue(now);
        Users known = users.get();
        List<DigestAlgorithm> answerable =
                algorithms.stream().filter(known.hashes()::contains).toList();
        String realm = known.realm().replace("\\", "\\\\").replace("\"", "\\\"");
        return (answerable.isEmpty() ? algorithms : answerable)
                .stream()
                        .map(algorithm -> "Digest realm=\"" + realm + "\", nonce=\"" + nonce
                                + "\", qop=\"auth\", algorithm=" + algorithm.token() + (stale ? ", stale=TRUE" : ""))
                        .toList();
    }

    /**
     * Checks a request.
     *
     * @param authorizations values of its Authorization headers; one for our realm counts
     */
    public Authentication check(String method, List<String> authorizations, Instant now) {
        Users known = users.get();
        Optional<DigestCredentials> ours = authorizations.stream()
                .flatMap(value -> DigestCredentials.parse(value).stream())
                .filter(credentials -> credentials.realm().equals(known.realm()))
                .findFirst();
        if (ours.isEmpty()) {
            return new Challenged(authorizations.isEmpty() ? "no-credentials" : "unusable-credentials", false);
        }
        return check(method, ours.get(), known, now);
    }

    private Authentication check(String method, DigestCredentials credentials, Users known, Instant now) {
        if (!algorithms.contains(credentials.algorithm())) {
            return new Challenged("weak-algorithm", false);
        }
        Nonces.Age age = nonces.age(credentials.nonce(), now);
        if (age == Nonces.Age.FOREIGN) {
            return new Challenged("foreign-nonce", true);
        }
        Optional<String> user = known.named(credentials);
        Optional<String> stored = user.flatMap(name -> known.ha1(name, credentials.algorithm()));
        // An unknown user costs as much as a wrong password.
        String expected = credentials.expected(stored.orElse(NOBODY), method);
        boolean right = equal(expected, credentials.response()) && stored.isPresent();
        if (!right || user.isEmpty()) {
            return new Challenged("wrong-credentials", false);
        }
        if (age == Nonces.Age.STALE) {
            return new Challenged("stale-nonce", true);
        }
        return counts.take(credentials.nonce(), credentials.nonceCount())
                ? new Authenticated(user.get())
                : new Challenged("replayed-credentials", true);
    }

    private static boolean equal(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
