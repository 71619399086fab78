package org.callvault.sdp.answer;

import org.callvault.sdp.dtls.LocalDtls;
import org.callvault.srtp.SrtpMasterKey;
import org.jspecify.annotations.Nullable;

/**
 * Our own end of a stream.
 *
 * @param rtcpPort equal to the RTP port with rtcp-mux
 * @param localKey what our RTCP is encrypted with; null for plain RTP and for DTLS-SRTP
 * @param dtls our end of the association; null without one
 */
public record LocalMedia(
        int rtpPort,
        int rtcpPort,
        @Nullable SrtpMasterKey localKey,
        @Nullable LocalDtls dtls) {
    /** Of a stream that no DTLS association keys. */
    public LocalMedia(int rtpPort, int rtcpPort, @Nullable SrtpMasterKey localKey) {
        this(rtpPort, rtcpPort, localKey, null);
    }
}
