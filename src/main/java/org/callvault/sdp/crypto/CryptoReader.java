package org.callvault.sdp.crypto;

import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.callvault.sdp.Numbers;
import org.callvault.sdp.crypto.RefusedCrypto.Reason;
import org.callvault.srtp.SrtpMasterKey;
import org.callvault.srtp.SrtpSuite;

/** Reads the value of an {@code a=crypto} line by the grammar of RFC 4568, section 9, and the rules of section 6. */
final class CryptoReader {
    private static final String INLINE = "inline:";
    private static final int MAX_LIFETIME_BITS = 48;

    private CryptoReader() {}

    static ParsedCrypto read(String value) {
        String[] words = value.strip().split("[ \t]+", -1);
        if (words.length < 3) {
            return new RefusedCrypto(Reason.MALFORMED);
        }
        Optional<Integer> tag = tagOf(words[0]);
        if (tag.isEmpty()) {
            return new RefusedCrypto(Reason.MALFORMED);
        }
        // Suites first: what the rest of a line means depends on its suite.
        Optional<SrtpSuite> suite = suiteOf(words[1]);
        if (suite.isEmpty()) {
            return new RefusedCrypto(Reason.UNKNOWN_SUITE);
        }
        for (int i = 3; i < words.length; i++) {
            Optional<Reason> fault = faultOfSessionParameter(words[i]);
            if (fault.isPresent()) {
                return new RefusedCrypto(fault.get());
            }
        }
        return readKey(tag.get(), words[1], suite.get(), words[2]);
    }

    private static Optional<Integer> tagOf(String text) {
        boolean leadingZero = text.length() > 1 && text.startsWith("0");
        return leadingZero ? Optional.empty() : Numbers.decimal(text);
    }

    /** Both spellings of the 192 and 256 bit suites are in use: AES_256_CM (RFC 6188) and AES_CM_256. */
    private static Optional<SrtpSuite> suiteOf(String name) {
        return SrtpSuite.named(name).or(() -> SrtpSuite.named(name.replaceFirst("^AES_CM_(192|256)_", "AES_$1_CM_")));
    }

    private static Optional<Reason> faultOfSessionParameter(String text) {
        String name = text.split("=", 2)[0];
        return switch (name) {
            case "UNENCRYPTED_SRTP", "UNENCRYPTED_SRTCP", "UNAUTHENTICATED_SRTP" ->
                Optional.of(Reason.PROTECTION_WAIVED);
            case "KDR" -> text.equals("KDR=0") ? Optional.empty() : Optional.of(Reason.KDR_UNSUPPORTED);
            // Declared by the sender for its own streams: a hint for a window, and FEC that is not negotiated here.
            case "WSH", "FEC_ORDER", "FEC_KEY" -> Optional.empty();
            default -> name.startsWith("-") ? Optional.empty() : Optional.of(Reason.UNKNOWN_SESSION_PARAMETER);
        };
    }

    private static ParsedCrypto readKey(int tag, String suiteName, SrtpSuite suite, String text) {
        if (!text.regionMatches(true, 0, INLINE, 0, INLINE.length())) {
            return new RefusedCrypto(Reason.MALFORMED);
        }
        if (text.indexOf(';') >= 0) {
            return new RefusedCrypto(Reason.SEVERAL_KEYS_UNSUPPORTED);
        }
        String[] fields = text.substring(INLINE.length()).split("\\|", -1);
        Optional<Reason> fault = faultOfKeyFields(fields);
        if (fault.isPresent()) {
            return new RefusedCrypto(fault.get());
        }
        return decode(fields[0])
                .<ParsedCrypto>map(bytes -> withKey(tag, suiteName, suite, bytes))
                .orElseGet(() -> new RefusedCrypto(Reason.MALFORMED));
    }

    private static ParsedCrypto withKey(int tag, String suiteName, SrtpSuite suite, byte[] keyAndSalt) {
        try {
            return keyAndSalt.length == suite.keyAndSaltLength()
                    ? new CryptoAttribute(tag, suiteName, suite, SrtpMasterKey.of(suite, keyAndSalt))
                    : new RefusedCrypto(Reason.WRONG_KEY_LENGTH);
        } finally {
            Arrays.fill(keyAndSalt, (byte) 0);
        }
    }

    /** Fields after the key: a lifetime, an MKI, or both in this order; an MKI is known by its colon. */
    private static Optional<Reason> faultOfKeyFields(String[] fields) {
        if (fields.length > 3) {
            return Optional.of(Reason.MALFORMED);
        }
        for (int i = 1; i < fields.length; i++) {
            boolean last = i == fields.length - 1;
            if (fields[i].indexOf(':') >= 0) {
                return Optional.of(last ? faultOfMki(fields[i]) : Reason.MALFORMED);
            }
            if (i == 2) {
                return Optional.of(Reason.BAD_MKI);
            }
            if (!isLifetime(fields[i])) {
                return Optional.of(Reason.BAD_LIFETIME);
            }
        }
        return Optional.empty();
    }

    private static Reason faultOfMki(String text) {
        String[] valueAndLength = text.split(":", 2);
        boolean number =
                !valueAndLength[0].isEmpty() && valueAndLength[0].chars().allMatch(c -> c >= '0' && c <= '9');
        Optional<Integer> length = Numbers.decimal(valueAndLength[1]).filter(bytes -> bytes >= 1 && bytes <= 128);
        return number && length.isPresent() ? Reason.MKI_UNSUPPORTED : Reason.BAD_MKI;
    }

    /** {@code 2^n} or decimal; at least one packet, at most 2^48 (RFC 3711, section 9.2). */
    private static boolean isLifetime(String text) {
        if (text.startsWith("2^")) {
            return Numbers.decimal(text.substring(2))
                    .filter(bits -> bits <= MAX_LIFETIME_BITS)
                    .isPresent();
        }
        boolean digits = !text.isEmpty() && text.length() <= 15 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits && !text.startsWith("0") && Long.parseLong(text) <= 1L << MAX_LIFETIME_BITS;
    }

    /** Base64 with or without its padding. */
    private static Optional<byte[]> decode(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '=') {
            end--;
        }
        try {
            return Optional.of(Base64.getDecoder().decode(text.substring(0, end)));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }
}
