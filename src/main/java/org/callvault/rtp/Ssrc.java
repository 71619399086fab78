package org.callvault.rtp;

/** A synchronisation source identifier (RFC 3550, section 3), 32 bits, compared as a whole. */
public record Ssrc(int value) {
    @Override
    public String toString() {
        return "%08x".formatted(value);
    }
}
