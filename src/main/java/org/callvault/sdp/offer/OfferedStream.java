package org.callvault.sdp.offer;

import java.util.List;
import org.callvault.sdp.dtls.LocalDtls;
import org.callvault.srtp.SrtpMasterKey;
import org.jspecify.annotations.Nullable;

/**
 * One stream that the test client offers.
 *
 * @param port RTP port; RTCP is on the next one, unless they share this one
 * @param rtcpMux offers that RTP and RTCP share the port (RFC 5761)
 * @param payloadTypes static ones such as 0 and 8, 96 for L16 at 8000 a second, and 101 for telephone-event
 * @param key what the client encrypts with; null offers plain RTP or DTLS-SRTP
 * @param dtls the client's end of a DTLS association that keys the stream; null for none
 * @param direction such as {@code sendonly}
 */
public record OfferedStream(
        String label,
        int port,
        boolean rtcpMux,
        List<Integer> payloadTypes,
        @Nullable SrtpMasterKey key,
        @Nullable LocalDtls dtls,
        String direction) {
    /** One that no DTLS association keys. */
    public OfferedStream(
            String label,
            int port,
            boolean rtcpMux,
            List<Integer> payloadTypes,
            @Nullable SrtpMasterKey key,
            String direction) {
        this(label, port, rtcpMux, payloadTypes, key, null, direction);
    }

    public OfferedStream {
        payloadTypes = List.copyOf(payloadTypes);
    }
}
