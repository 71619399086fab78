package org.callvault.srtp;

/**
 * A master key's session keys for RTP or for RTCP, derived anew each 2^rate packets where the line of SDES has a key
 * derivation rate (RFC 3711, section 4.3.1; RFC 4568, section 6.3.1).
 */
final class SessionKeys implements AutoCloseable {
    private final SrtpMasterKey master;
    private final int firstLabel;
    private final int rateBits;
    private PacketTransform transform;
    private long period;

    /** Takes the master key over. */
    SessionKeys(SrtpMasterKey master, int firstLabel, int rateBits) {
        this.master = master;
        this.firstLabel = firstLabel;
        this.rateBits = rateBits;
        this.transform = KeyDerivation.transform(master, firstLabel, 0);
    }

    /** For a packet of that index. */
    PacketTransform at(long index) {
        long wanted = rateBits == 0 ? 0 : index >>> rateBits;
        if (wanted != period) {
            transform.close();
            transform = KeyDerivation.transform(master, firstLabel, wanted);
            period = wanted;
        }
        return transform;
    }

    @Override
    public void close() {
        transform.close();
        master.close();
    }
}
