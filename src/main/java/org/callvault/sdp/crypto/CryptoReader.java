package org.callvault.sdp.crypto;

import java.util.Optional;
import org.callvault.sdp.Numbers;
import org.callvault.sdp.crypto.RefusedCrypto.Reason;
import org.callvault.srtp.SrtpSuite;

/** Reads the value of an {@code a=crypto} line by the grammar of RFC 4568, section 9, and the rules of section 6. */
final class CryptoReader {
    private static final String KEY_DERIVATION_RATE = "KDR=";
    private static final int MAX_RATE_BITS = 24;

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
        Optional<SrtpSuite> suite = SrtpSuite.named(words[1]);
        if (suite.isEmpty()) {
            return new RefusedCrypto(Reason.UNKNOWN_SUITE);
        }
        int rateBits = 0;
        for (int i = 3; i < words.length; i++) {
            Optional<Reason> fault = faultOfSessionParameter(words[i]);
            if (fault.isPresent()) {
                return new RefusedCrypto(fault.get());
            }
            rateBits = rateBits(words[i]).orElse(rateBits);
        }
        return switch (KeyParamsReader.read(words[2], suite.get(), rateBits)) {
            case KeyParamsReader.Result.Keys keys ->
                new CryptoAttribute(tag.get(), words[1], suite.get(), keys.params());
            case KeyParamsReader.Result.Unusable unusable -> new RefusedCrypto(unusable.reason());
        };
    }

    private static Optional<Integer> tagOf(String text) {
        boolean leadingZero = text.length() > 1 && text.startsWith("0");
        return leadingZero ? Optional.empty() : Numbers.decimal(text);
    }

    private static Optional<Reason> faultOfSessionParameter(String text) {
        String name = text.split("=", 2)[0];
        return switch (name) {
            case "UNENCRYPTED_SRTP", "UNENCRYPTED_SRTCP", "UNAUTHENTICATED_SRTP" ->
                Optional.of(Reason.PROTECTION_WAIVED);
            case "KDR" -> rateBits(text).isPresent() ? Optional.empty() : Optional.of(Reason.BAD_KDR);
            // Declared by the sender for its own streams: a hint for a window, and FEC that is not negotiated here.
            case "WSH", "FEC_ORDER", "FEC_KEY" -> Optional.empty();
            default -> name.startsWith("-") ? Optional.empty() : Optional.of(Reason.UNKNOWN_SESSION_PARAMETER);
        };
    }

    /** The n of a key derivation rate of 2^n, 1 to 24 (section 6.3.1); 0, which some clients write, means none. */
    private static Optional<Integer> rateBits(String text) {
        return text.startsWith(KEY_DERIVATION_RATE)
                ? Numbers.decimal(text.substring(KEY_DERIVATION_RATE.length())).filter(bits -> bits <= MAX_RATE_BITS)
                : Optional.empty();
    }
}
