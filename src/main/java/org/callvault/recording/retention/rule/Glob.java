package org.callvault.recording.retention.rule;

import java.util.Locale;

/** Patterns in which {@code *} stands for any characters and {@code ?} for one, in any case. */
final class Glob {
    private Glob() {}

    /** In time that grows with the product of both lengths, whatever they are. */
    static boolean fits(String pattern, String text) {
        String wanted = pattern.toLowerCase(Locale.ROOT);
        String given = text.toLowerCase(Locale.ROOT);
        int at = 0;
        int star = -1;
        int retry = 0;
        int i = 0;
        while (i < given.length()) {
            if (at < wanted.length() && wanted.charAt(at) == '*') {
                star = at++;
                retry = i;
            } else if (at < wanted.length() && (wanted.charAt(at) == '?' || wanted.charAt(at) == given.charAt(i))) {
                at++;
                i++;
            } else if (star >= 0) {
                // The last star takes one character more.
                at = star + 1;
                i = ++retry;
            } else {
                return false;
            }
        }
        while (at < wanted.length() && wanted.charAt(at) == '*') {
            at++;
        }
        return at == wanted.length();
    }
}
