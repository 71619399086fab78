package org.callvault.dtls;

import org.callvault.srtp.SrtpKeyParams;

/** What a handshake gives SRTP: the keys of both directions. Never printed; wiped on close. */
public final class DtlsKeys implements AutoCloseable {
    private final SrtpKeyParams theirs;
    private final SrtpKeyParams ours;

    DtlsKeys(SrtpKeyParams theirs, SrtpKeyParams ours) {
        this.theirs = theirs;
        this.ours = ours;
    }

    /** What the peer encrypts with; closed with this. */
    public SrtpKeyParams theirs() {
        return theirs;
    }

    /** What we encrypt with; closed with this. */
    public SrtpKeyParams ours() {
        return ours;
    }

    @Override
    public void close() {
        theirs.close();
        ours.close();
    }

    @Override
    public String toString() {
        return "DtlsKeys[redacted]";
    }
}
