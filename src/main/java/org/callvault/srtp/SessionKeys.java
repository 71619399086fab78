package org.callvault.srtp;

import org.callvault.srtp.transform.PacketTransform;
import org.jspecify.annotations.Nullable;

/**
 * A master key's session keys for RTP or for RTCP, derived with the first packet that needs them (a recorder sends no RTP,
 * and not every peer sends RTCP), and derived anew each 2^rate packets where the line of SDES has a key
 * derivation rate (RFC 3711, section 4.3.1; RFC 4568, section 6.3.1).
 */
final class SessionKeys implements AutoCloseable {
    private final SrtpMasterKey master;
    private final int firstLabel;
    private final int rateBits;
    private @Nullable PacketTransform transform;
    private long period;

    /** Takes the master key over. */
    SessionKeys(SrtpMasterKey master, int firstLabel, int rateBits) {
        this.master = master;
        this.firstLabel = firstLabel;
        this.rateBits = rateBits;
    }

    /** For a packet of that index. */
    PacketTransform at(long index) {
        long wanted = rateBits == 0 ? 0 : index >>> rateBits;
        PacketTransform current = transform;
        if (current == null || wanted != period) {
            forget();
            current = KeyDerivation.transform(master, firstLabel, wanted);
            transform = current;
            period = wanted;
        }
        return current;
    }

    private void forget() {
        if (transform != null) {
            transform.close();
        }
    }

    @Override
    public void close() {
        forget();
        master.close();
    }
}
