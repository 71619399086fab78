package org.callvault.srtp;

/** The 48-bit index of a packet from its 16-bit sequence number (RFC 3711, section 3.3.1 and appendix A). */
final class PacketIndexing {
    private static final int HALF = 0x8000;

    private PacketIndexing() {}

    /**
     * The most likely index near the highest one so far.
     *
     * @return ROC * 2^16 + sequence number; negative where the guess would lie before the first packet
     */
    static long guess(long highest, int sequenceNumber) {
        long roc = highest >>> 16;
        int last = (int) (highest & 0xffff);
        if (last < HALF) {
            return (sequenceNumber - last > HALF ? roc - 1 : roc) * 0x10000 + sequenceNumber;
        }
        return (last - HALF > sequenceNumber ? roc + 1 : roc) * 0x10000 + sequenceNumber;
    }
}
