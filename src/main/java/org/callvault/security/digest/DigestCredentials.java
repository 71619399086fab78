package org.callvault.security.digest;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An Authorization header's parameters (RFC 7616, section 3.4).
 *
 * @param user the name, or its hash where userhash is set
 * @param uri as its sender wrote it; it may differ from the Request-URI, as proxies rewrite that
 * @param nonceCount 1 to 2^32-1
 */
public record DigestCredentials(
        String user,
        boolean userHashed,
        String realm,
        String nonce,
        String uri,
        DigestAlgorithm algorithm,
        String cnonce,
        long nonceCount,
        String response) {
    private static final int LONGEST = 4096;
    private static final Pattern PARAMETER = Pattern.compile(
            "\\G\\s*,?\\s*([A-Za-z0-9*_-]+)\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^\\s,\"]*))\\s*(?=,|$)");
    private static final Pattern NONCE_COUNT = Pattern.compile("[0-9A-Fa-f]{8}");

    /** Empty where the header is of another scheme, lacks a parameter, or asks for a quality that was not offered. */
    public static Optional<DigestCredentials> parse(String header) {
        String text = header.strip();
        if (text.length() > LONGEST || !text.regionMatches(true, 0, "Digest ", 0, 7)) {
            return Optional.empty();
        }
        return parameters(text.substring(7)).flatMap(DigestCredentials::of);
    }

    private static Optional<Map<String, String>> parameters(String text) {
        Map<String, String> parameters = new LinkedHashMap<>();
        Matcher matcher = PARAMETER.matcher(text);
        int end = 0;
        while (matcher.find()) {
            String quoted = matcher.group(2);
            String value = quoted == null ? matcher.group(3) : quoted.replaceAll("\\\\(.)", "$1");
            boolean twice = parameters.put(matcher.group(1).toLowerCase(Locale.ROOT), value) != null;
            if (twice) {
                return Optional.empty();
            }
            end = matcher.end();
        }
        return text.substring(end).isBlank() ? Optional.of(parameters) : Optional.empty();
    }

    private static Optional<DigestCredentials> of(Map<String, String> found) {
        String count = found.getOrDefault("nc", "");
        boolean complete = found.keySet()
                        .containsAll(java.util.Set.of("username", "realm", "nonce", "uri", "response", "cnonce", "qop"))
                && found.getOrDefault("qop", "").equalsIgnoreCase("auth")
                && NONCE_COUNT.matcher(count).matches();
        if (!complete) {
            return Optional.empty();
        }
        return DigestAlgorithm.of(found.getOrDefault("algorithm", "MD5"))
                .map(algorithm -> new DigestCredentials(
                        found.getOrDefault("username", ""),
                        found.getOrDefault("userhash", "").equalsIgnoreCase("true"),
                        found.getOrDefault("realm", ""),
                        found.getOrDefault("nonce", ""),
                        found.getOrDefault("uri", ""),
                        algorithm,
                        found.getOrDefault("cnonce", ""),
                        Long.parseLong(count, 16),
                        found.getOrDefault("response", "").toLowerCase(Locale.ROOT)));
    }

    /** What the response must be for a user with that H(user:realm:password) (RFC 7616, 3.4.1). */
    public String expected(String ha1, String method) {
        String ha2 = algorithm.hash(method + ":" + uri);
        String count = String.format(Locale.ROOT, "%08x", nonceCount);
        return algorithm.hash(String.join(":", ha1, nonce, count, cnonce, "auth", ha2));
    }

    /** Not the response: with it a password could be guessed offline. */
    @Override
    public String toString() {
        return "DigestCredentials[" + user + "]";
    }
}
