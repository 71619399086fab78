package org.callvault.session.state;

import java.util.Map;
import org.callvault.sdp.dtls.LocalDtls;
import org.callvault.srtp.SrtpMasterKey;

/**
 * A request of ours that waits for its answer.
 *
 * @param paused what an offer in it said of our direction
 * @param localKeys our SDES keys in that offer, by m-line: in use once the SRC has taken it
 * @param localDtls our ends of DTLS associations in it, by m-line
 */
record OwnRequest(
        String method,
        long cseq,
        Purpose purpose,
        boolean paused,
        Map<Integer, SrtpMasterKey> localKeys,
        Map<Integer, LocalDtls> localDtls) {
    OwnRequest {
        localKeys = Map.copyOf(localKeys);
        localDtls = Map.copyOf(localDtls);
    }

    /** One that offers nothing. */
    static OwnRequest update(long cseq, Purpose purpose, boolean paused) {
        return new OwnRequest("UPDATE", cseq, purpose, paused, Map.of(), Map.of());
    }

    /** What it is for. */
    enum Purpose {
        /** Tells the SRC to stop sending, or to go on. */
        DIRECTION,
        /** Keeps the session timer fresh (RFC 4028). */
        REFRESH,
        /** Asks the SRC for new keys and brings ours (RFC 4568, section 7.1.4), or for new associations (RFC 8842). */
        REKEY,
        /** Tells the SRC where its media is received now, with new keys. */
        PLACE,
        /** Asks for all metadata again (RFC 7866, 9.2). */
        SNAPSHOT
    }

    boolean offers() {
        return method.equals("INVITE");
    }
}
