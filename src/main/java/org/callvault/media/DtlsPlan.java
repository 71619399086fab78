package org.callvault.media;

import java.util.Objects;
import java.util.Set;
import org.callvault.dtls.DtlsRole;
import org.callvault.dtls.Fingerprint;
import org.jspecify.annotations.Nullable;

/**
 * The DTLS association that keys a stream, as descriptions agreed on it.
 *
 * @param role ours
 * @param expected the SRC's certificate has one of these fingerprints
 * @param theirTlsId what the SRC calls the association (RFC 8842); null without a name
 * @param ourTlsId what we call it; null without a name
 * @param remotePort where the SRC takes RTP, and the handshake for it
 */
public record DtlsPlan(
        DtlsRole role,
        Set<Fingerprint> expected,
        @Nullable String theirTlsId,
        @Nullable String ourTlsId,
        int remotePort) {
    public DtlsPlan {
        expected = Set.copyOf(expected);
    }

    /**
     * Whether what shakes hands now can go on doing so. As a server it takes new handshakes of the same certificate at any
     * time, so a new association (RFC 8842, section 3) that the SRC began before we have read its answer is not torn. As a
     * client we begin it ourselves, and follow the SRC to another port.
     */
    boolean goesOnAs(DtlsPlan next) {
        boolean same = role == next.role && expected.equals(next.expected);
        boolean sameNames = Objects.equals(theirTlsId, next.theirTlsId) && Objects.equals(ourTlsId, next.ourTlsId);
        return same && (role == DtlsRole.SERVER || (sameNames && remotePort == next.remotePort));
    }
}
