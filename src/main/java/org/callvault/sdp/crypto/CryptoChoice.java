package org.callvault.sdp.crypto;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.callvault.sdp.Attribute;
import org.callvault.sdp.MediaDescription;
import org.callvault.sdp.crypto.RefusedCrypto.Reason;

/** Chooses among the {@code a=crypto} lines of an m-line: the first that is usable (RFC 4568, section 5.1.2). */
public final class CryptoChoice {
    private CryptoChoice() {}

    public static Optional<CryptoAttribute> first(MediaDescription media) {
        for (ParsedCrypto line : lines(media)) {
            if (line instanceof CryptoAttribute usable) {
                return Optional.of(usable);
            }
        }
        return Optional.empty();
    }

    /** All lines in order; one that repeats an earlier line's tag is refused. */
    static List<ParsedCrypto> lines(MediaDescription media) {
        Set<String> tags = new HashSet<>();
        List<ParsedCrypto> lines = new ArrayList<>();
        for (Attribute attribute : media.cryptoLines()) {
            String value = attribute.value().strip();
            boolean fresh = tags.add(value.split("[ \t]", 2)[0]);
            lines.add(fresh ? CryptoAttribute.parse(value) : new RefusedCrypto(Reason.DUPLICATE_TAG));
        }
        return lines;
    }
}
