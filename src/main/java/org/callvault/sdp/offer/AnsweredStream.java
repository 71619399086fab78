package org.callvault.sdp.offer;

import java.util.List;
import org.callvault.sdp.dtls.DtlsAttributes;
import org.callvault.srtp.SrtpKeyParams;
import org.jspecify.annotations.Nullable;

/**
 * What the recorder answered to one stream.
 *
 * @param index of the m-line, 0-based
 * @param address where to send; empty if the answer has none
 * @param port 0 if the stream was refused
 * @param rtcpPort where to send RTCP
 * @param keys what the recorder encrypts its RTCP with; null for plain RTP and for DTLS-SRTP
 * @param dtls the recorder's end of a DTLS association; null for none
 */
public record AnsweredStream(
        int index,
        @Nullable String label,
        String address,
        int port,
        int rtcpPort,
        boolean rtcpMux,
        @Nullable SrtpKeyParams keys,
        @Nullable DtlsAttributes dtls,
        List<String> formats) {
    /** One that no DTLS association keys. */
    public AnsweredStream(
            int index,
            @Nullable String label,
            String address,
            int port,
            int rtcpPort,
            boolean rtcpMux,
            @Nullable SrtpKeyParams keys,
            List<String> formats) {
        this(index, label, address, port, rtcpPort, rtcpMux, keys, null, formats);
    }

    public AnsweredStream {
        formats = List.copyOf(formats);
    }
}
