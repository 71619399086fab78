package org.callvault.cli.reconcile;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a call is called, in a form in which systems that write it differently agree. */
final class Identifiers {
    /** An Avaya UCID in full: network node (5 digits), sequence (5), seconds since 1970 (10). */
    private static final Pattern DECIMAL_UCID = Pattern.compile("(\\d{5})(\\d{5})(\\d{10})");

    /** The same as it travels in SIP: 00FA08 (a User-to-User element of eight bytes) may stand before it. */
    private static final Pattern HEX_UCID = Pattern.compile("(?:00)?(?:fa08)?([0-9a-f]{16})");

    private static final Pattern ADDRESS = Pattern.compile("(?i)<?(?:sips?|tel):([^@;>?]+).*");
    private static final Pattern NUMBER = Pattern.compile("\\+?[0-9][0-9().\\-/ ]*");

    private Identifiers() {}

    /** All names that one value stands for: a Session-ID (RFC 7989) has two halves. */
    static Set<String> of(String value) {
        Set<String> names = new LinkedHashSet<>();
        for (String part : value.split(";", -1)) {
            String name = part.strip().toLowerCase(Locale.ROOT).replaceFirst("^(remote|local|encoding)=", "");
            if (name.length() >= 3 && !name.matches("0+") && !name.equals("hex")) {
                names.add(ucid(name));
            }
        }
        return names;
    }

    private static String ucid(String name) {
        Matcher hex = HEX_UCID.matcher(name);
        if (!DECIMAL_UCID.matcher(name).matches() && hex.matches()) {
            String digits = hex.group(1);
            return "%05d%05d%010d"
                    .formatted(
                            Integer.parseInt(digits.substring(0, 4), 16),
                            Integer.parseInt(digits.substring(4, 8), 16),
                            Long.parseLong(digits.substring(8), 16));
        }
        return name;
    }

    /** A party: the digits of its number without what stands for "abroad" or "another town", else its name. */
    static String party(String value) {
        Matcher address = ADDRESS.matcher(value.strip());
        String user = address.matches() ? address.group(1).strip() : value.strip();
        if (NUMBER.matcher(user).matches()) {
            return user.replaceAll("[^0-9]", "").replaceFirst("^0+", "");
        }
        return user.toLowerCase(Locale.ROOT);
    }

    /** Whether both are one party: the same, or one number ends in the other and that one is no short extension. */
    static boolean isSameParty(String one, String other) {
        if (one.isEmpty() || other.isEmpty()) {
            return false;
        }
        if (one.equals(other)) {
            return true;
        }
        String shorter = one.length() < other.length() ? one : other;
        String longer = shorter.equals(one) ? other : one;
        return shorter.length() >= 7 && shorter.chars().allMatch(Character::isDigit) && longer.endsWith(shorter);
    }
}
