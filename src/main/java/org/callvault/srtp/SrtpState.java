package org.callvault.srtp;

import java.util.List;

/**
 * All of a receiver, for whoever goes on in its place: keys, rollover counters, highest sequence numbers and replay windows.
 * Holds keys: never printed, never on a disk; wiped on close.
 */
public final class SrtpState implements AutoCloseable {
    private final SrtpKeyParams keys;
    private final List<SrtpSourceState> sources;

    /** Takes the keys over. */
    public SrtpState(SrtpKeyParams keys, List<SrtpSourceState> sources) {
        this.keys = keys;
        this.sources = List.copyOf(sources);
    }

    /** Wiped with this. */
    public SrtpKeyParams keys() {
        return keys;
    }

    public List<SrtpSourceState> sources() {
        return sources;
    }

    @Override
    public void close() {
        keys.close();
    }

    @Override
    public String toString() {
        return "SrtpState[" + keys.suite() + ", " + sources.size() + " sources, redacted]";
    }
}
