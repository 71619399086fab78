package org.callvault.sdp.crypto;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.callvault.sdp.Numbers;
import org.callvault.sdp.crypto.RefusedCrypto.Reason;
import org.callvault.srtp.SrtpKeyParams;
import org.callvault.srtp.SrtpMasterKey;
import org.callvault.srtp.SrtpSuite;
import org.jspecify.annotations.Nullable;

/**
 * Reads the key parameters of an {@code a=crypto} line (RFC 4568, section 6.1): one key, or several with an MKI each.
 *
 * <pre>{@code
 * inline:BASE64(key || salt)|2^20|1:4;inline:BASE64(key || salt)|2^20|2:4
 *        |                   |    |
 *        |                   |    MKI:its length in bytes
 *        |                   lifetime in packets
 *        key and salt
 * }</pre>
 */
final class KeyParamsReader implements AutoCloseable {
    private static final String INLINE = "inline:";
    private static final int MAX_LIFETIME_BITS = 48;

    /** What was read. */
    sealed interface Result {
        record Keys(SrtpKeyParams params) implements Result {}

        record Unusable(Reason reason) implements Result {}
    }

    private final SrtpSuite suite;
    private final List<SrtpMasterKey> keys = new ArrayList<>();
    private final List<byte[]> mkis = new ArrayList<>();

    private KeyParamsReader(SrtpSuite suite) {
        this.suite = suite;
    }

    /**
     * Reads them all.
     *
     * @param rateBits of the line's key derivation rate
     */
    static Result read(String text, SrtpSuite suite, int rateBits) {
        try (KeyParamsReader reader = new KeyParamsReader(suite)) {
            String[] params = text.split(";", -1);
            if (params.length > SrtpKeyParams.MAX_KEYS) {
                return new Result.Unusable(Reason.MALFORMED);
            }
            for (String param : params) {
                Optional<Reason> fault = reader.readOne(param);
                if (fault.isPresent()) {
                    return new Result.Unusable(fault.get());
                }
            }
            return reader.finish(rateBits);
        }
    }

    private Result finish(int rateBits) {
        try {
            return new Result.Keys(SrtpKeyParams.of(keys, mkis, rateBits));
        } catch (IllegalArgumentException several) {
            // Keys that their MKIs don't tell apart.
            return new Result.Unusable(Reason.BAD_MKI);
        }
    }

    private Optional<Reason> readOne(String param) {
        if (!param.regionMatches(true, 0, INLINE, 0, INLINE.length())) {
            return Optional.of(Reason.MALFORMED);
        }
        String[] fields = param.substring(INLINE.length()).split("\\|", -1);
        return readMki(fields).or(() -> readKey(fields[0]));
    }

    /** Fields after the key: a lifetime, an MKI, or both in this order; an MKI is known by its colon. */
    private Optional<Reason> readMki(String[] fields) {
        if (fields.length > 3) {
            return Optional.of(Reason.MALFORMED);
        }
        boolean named = fields.length > 1 && fields[fields.length - 1].indexOf(':') >= 0;
        int lifetimes = fields.length - 1 - (named ? 1 : 0);
        if (lifetimes > 1) {
            return Optional.of(Reason.BAD_MKI);
        }
        if (lifetimes == 1 && !isLifetime(fields[1])) {
            return Optional.of(Reason.BAD_LIFETIME);
        }
        Optional<byte[]> mki = named ? mkiOf(fields[fields.length - 1]) : Optional.of(new byte[0]);
        mki.ifPresent(mkis::add);
        return mki.isPresent() ? Optional.empty() : Optional.of(Reason.BAD_MKI);
    }

    /** {@code value:length}: a decimal number, written into so many bytes. */
    private static Optional<byte[]> mkiOf(String text) {
        String[] valueAndLength = text.split(":", 2);
        String value = valueAndLength[0];
        Optional<Integer> length =
                Numbers.decimal(valueAndLength[1]).filter(bytes -> bytes >= 1 && bytes <= SrtpKeyParams.MAX_MKI);
        boolean number =
                !value.isEmpty() && value.length() <= 310 && value.chars().allMatch(c -> c >= '0' && c <= '9');
        return number ? length.flatMap(bytes -> bigEndian(new BigInteger(value), bytes)) : Optional.empty();
    }

    private static Optional<byte[]> bigEndian(BigInteger value, int length) {
        if (value.bitLength() > 8 * length) {
            return Optional.empty();
        }
        byte[] bytes = new byte[length];
        byte[] number = value.toByteArray();
        // A leading zero is the sign's.
        int from = number.length > 1 && number[0] == 0 ? 1 : 0;
        System.arraycopy(number, from, bytes, length - (number.length - from), number.length - from);
        return Optional.of(bytes);
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

    private Optional<Reason> readKey(String text) {
        byte[] keyAndSalt = decode(text);
        if (keyAndSalt == null) {
            return Optional.of(Reason.MALFORMED);
        }
        try {
            if (keyAndSalt.length != suite.keyAndSaltLength()) {
                return Optional.of(Reason.WRONG_KEY_LENGTH);
            }
            keys.add(SrtpMasterKey.of(suite, keyAndSalt));
            return Optional.empty();
        } finally {
            Arrays.fill(keyAndSalt, (byte) 0);
        }
    }

    /** Base64 with or without its padding. */
    private static byte @Nullable [] decode(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '=') {
            end--;
        }
        try {
            return Base64.getDecoder().decode(text.substring(0, end));
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }

    /** Wipes what was read; what is given out is a copy. */
    @Override
    public void close() {
        keys.forEach(SrtpMasterKey::close);
    }
}
