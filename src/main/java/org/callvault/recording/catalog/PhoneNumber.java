package org.callvault.recording.catalog;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Telephone numbers in addresses, and as people ask for them. */
public final class PhoneNumber {
    /** Fewer digits find too much. */
    public static final int FEWEST = 3;

    private static final int MOST = 32;

    /** The user part of sip, sips and tel URIs (RFC 3261, 25.1; RFC 3966), with or without angle brackets. */
    private static final Pattern USER = Pattern.compile("(?i)(?:sips?|tel):([^@;>?]+)");

    /** Digits with the separators of RFC 3966. */
    private static final Pattern NUMBER = Pattern.compile("\\+?[0-9][0-9().\\- ]*");

    private PhoneNumber() {}

    /** What stands before the @; empty where an address has none. */
    static Optional<String> user(String address) {
        Matcher matcher = USER.matcher(address);
        return matcher.find() ? Optional.of(matcher.group(1).strip()) : Optional.empty();
    }

    /** The digits of an address that is a number, or of a number. */
    public static Optional<String> digits(String address) {
        String user = user(address).orElse(address.strip());
        return NUMBER.matcher(user).matches() ? plausible(onlyDigits(user)) : Optional.empty();
    }

    /**
     * The digits to look for: as people write a number, without a leading +, or the zeros that stand for "abroad" or
     * "another town".
     *
     * @return empty where it is no number, or has less than {@value #FEWEST} digits
     */
    public static Optional<String> searched(String number) {
        String text = number.strip();
        if (!NUMBER.matcher(text).matches()) {
            return Optional.empty();
        }
        return plausible(onlyDigits(text).replaceFirst("^0+", ""));
    }

    private static Optional<String> plausible(String digits) {
        return digits.length() >= FEWEST && digits.length() <= MOST ? Optional.of(digits) : Optional.empty();
    }

    private static String onlyDigits(String text) {
        return text.replaceAll("[^0-9]", "");
    }
}
