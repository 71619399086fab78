package org.callvault.cli.src;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.callvault.security.digest.DigestAlgorithm;
import org.jspecify.annotations.Nullable;

/** Answers a recorder's digest challenges (RFC 7616, 3.4; RFC 8760, 2.4: the first that is understood). */
public final class Login {
    private static final Pattern PARAMETER = Pattern.compile("([a-z]+)=(?:\"([^\"]*)\"|([^,\\s]+))");

    private final String user;
    private final String password;
    private final SecureRandom random = new SecureRandom();
    private @Nullable Challenge challenge;
    private int count;

    private record Challenge(String realm, String nonce, DigestAlgorithm algorithm) {}

    public Login(String user, String password) {
        this.user = user;
        this.password = password;
    }

    /** Takes the challenges of a 401; false when none is understood. */
    boolean take(List<String> challenges) {
        Optional<Challenge> first =
                challenges.stream().flatMap(value -> read(value).stream()).findFirst();
        challenge = first.orElse(null);
        count = 0;
        return first.isPresent();
    }

    private static Optional<Challenge> read(String value) {
        String realm = parameter(value, "realm");
        String nonce = parameter(value, "nonce");
        return DigestAlgorithm.of(parameter(value, "algorithm"))
                .filter(algorithm -> parameter(value, "qop").contains("auth"))
                .map(algorithm -> new Challenge(realm, nonce, algorithm));
    }

    private static String parameter(String challenge, String name) {
        Matcher matcher = PARAMETER.matcher(challenge);
        while (matcher.find()) {
            if (matcher.group(1).equals(name)) {
                String quoted = matcher.group(2);
                return quoted == null ? matcher.group(3) : quoted;
            }
        }
        return "";
    }

    /** The Authorization of the next request; none before a challenge came. */
    Optional<String> authorization(String method, String uri) {
        Challenge now = challenge;
        if (now == null) {
            return Optional.empty();
        }
        count++;
        byte[] bytes = new byte[8];
        random.nextBytes(bytes);
        String cnonce = HexFormat.of().formatHex(bytes);
        String nc = String.format(Locale.ROOT, "%08x", count);
        DigestAlgorithm hash = now.algorithm();
        String response = hash.hash(String.join(
                ":",
                hash.ha1(user, now.realm(), password),
                now.nonce(),
                nc,
                cnonce,
                "auth",
                hash.hash(method + ":" + uri)));
        return Optional.of("Digest username=\"" + user + "\", realm=\"" + now.realm() + "\", nonce=\"" + now.nonce()
                + "\", uri=\"" + uri + "\", response=\"" + response + "\", algorithm=" + hash.token() + ", cnonce=\""
                + cnonce + "\", qop=auth, nc=" + nc);
    }

    /** Never the password. */
    @Override
    public String toString() {
        return "Login[" + user + "]";
    }
}
