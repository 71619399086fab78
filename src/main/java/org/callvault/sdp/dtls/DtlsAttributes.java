package org.callvault.sdp.dtls;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.callvault.dtls.Fingerprint;
import org.callvault.sdp.MediaDescription;
import org.jspecify.annotations.Nullable;

/**
 * What one side's m-line says of its end of a DTLS association.
 *
 * @param fingerprints of its certificate, at least one, by hashes that are taken
 * @param tlsId names the association (RFC 8842, section 4); null where it has none
 */
public record DtlsAttributes(
        Set<Fingerprint> fingerprints,
        Setup setup,
        @Nullable String tlsId) {
    private static final Pattern TLS_ID = Pattern.compile("[A-Za-z0-9+/_-]{20,255}");

    public DtlsAttributes {
        fingerprints = Set.copyOf(fingerprints);
    }

    /**
     * Empty without a fingerprint of a hash that is taken, and where no connection is wanted. Without {@code a=setup} its
     * author is active (RFC 4145, section 4.1).
     */
    public static Optional<DtlsAttributes> read(MediaDescription media) {
        Set<Fingerprint> fingerprints = new LinkedHashSet<>();
        media.values("fingerprint").forEach(value -> Fingerprint.parse(value).ifPresent(fingerprints::add));
        Optional<Setup> setup = media.value("setup").map(Setup::parse).orElse(Optional.of(Setup.ACTIVE));
        String tlsId = media.value("tls-id")
                .map(String::strip)
                .filter(id -> TLS_ID.matcher(id).matches())
                .orElse(null);
        return fingerprints.isEmpty()
                ? Optional.empty()
                : setup.map(given -> new DtlsAttributes(fingerprints, given, tlsId));
    }

    /** The same with another role. */
    public DtlsAttributes with(Setup another) {
        return new DtlsAttributes(fingerprints, another, tlsId);
    }

    /** Whether this is the association that it was: same certificate, same name (RFC 8842, section 5.1). */
    public boolean sameAs(DtlsAttributes other) {
        return fingerprints.equals(other.fingerprints) && java.util.Objects.equals(tlsId, other.tlsId);
    }
}
