package org.callvault.security.digest;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of a user file: {@code user:realm:algorithm:H(user:realm:password)}.
 *
 * @param ha1 in lower-case hexadecimal; it is as good as the password to whoever may use this realm, so the file is private
 */
public record UserEntry(String user, String realm, DigestAlgorithm algorithm, String ha1) {
    private static final Pattern LINE =
            Pattern.compile("([^:\\s]{1,128}):([^:]{1,128}):([A-Za-z0-9-]+):([0-9a-f]{32,64})");

    /** Empty where the line is none. */
    public static Optional<UserEntry> parse(String line) {
        Matcher matcher = LINE.matcher(line.strip());
        return matcher.matches()
                ? DigestAlgorithm.of(matcher.group(3))
                        .filter(algorithm ->
                                algorithm.hash("").length() == matcher.group(4).length())
                        .map(algorithm ->
                                new UserEntry(matcher.group(1), matcher.group(2), algorithm, matcher.group(4)))
                : Optional.empty();
    }

    /** What is stored of a password. */
    public static UserEntry of(String user, String realm, DigestAlgorithm algorithm, String password) {
        return new UserEntry(user, realm, algorithm, algorithm.ha1(user, realm, password));
    }

    public String line() {
        return user + ":" + realm + ":" + algorithm.token() + ":" + ha1;
    }

    /** Never the hash. */
    @Override
    public String toString() {
        return "UserEntry[" + user + ", " + realm + ", " + algorithm.token() + "]";
    }
}
