package org.callvault.dtls;

/** Hears what comes of an association; called from its own threads, and never blocks them. */
public interface DtlsListener {
    /** A handshake succeeded, maybe not the first; the keys are wiped after this returns. */
    void keyed(DtlsKeys keys);

    /** A handshake or a datagram came to nothing; the association goes on. */
    void failed(DtlsFailure reason);
}
