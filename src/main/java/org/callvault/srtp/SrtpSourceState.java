package org.callvault.srtp;

/**
 * Where a source stands, for whoever goes on in a receiver's place: the packets' indices (rollover counter and sequence
 * number, RFC 3711, section 3.3.1) and what was seen of them. Holds no key.
 */
public record SrtpSourceState(int ssrc, Seen rtp, Seen rtcp) {
    /**
     * A replay window (RFC 3711, section 3.3.2).
     *
     * @param highest index, 48 bits for RTP, 31 for RTCP; negative where nothing was seen
     * @param low whether {@code highest - i} was seen, for i from 0 to 63, at bit i
     * @param high the same for i from 64 to 127
     */
    public record Seen(long highest, long low, long high) {}
}
