package org.callvault.recording.evidence;

import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;

/**
 * Whom a reader trusts.
 *
 * @param signers authorities of those who sign manifests, or their own certificates; who trusts somebody takes nothing that
 *     is not signed
 * @param timeStamps the same for time stamps
 */
public record Anchors(Collection<X509Certificate> signers, Collection<X509Certificate> timeStamps) {
    public Anchors {
        signers = List.copyOf(signers);
        timeStamps = List.copyOf(timeStamps);
    }

    /** The same for both. */
    public static Anchors of(Collection<X509Certificate> trusted) {
        return new Anchors(trusted, trusted);
    }

    /** Trusts nobody: at best nothing is wrong. */
    public static Anchors none() {
        return of(List.of());
    }
}
