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

    /** Whether the association goes on (RFC 8842, section 3); as its client we follow the SRC to another port. */
    boolean goesOnAs(DtlsPlan next) {
        return role == next.role
                && expected.equals(next.expected)
                && Objects.equals(theirTlsId, next.theirTlsId)
                && Objects.equals(ourTlsId, next.ourTlsId)
                && (role == DtlsRole.SERVER || remotePort == next.remotePort);
    }
}
