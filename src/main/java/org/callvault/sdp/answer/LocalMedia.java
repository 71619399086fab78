package org.callvault.sdp.answer;

import org.callvault.srtp.SrtpMasterKey;
import org.jspecify.annotations.Nullable;

/**
 * Our own end of a stream.
 *
 * @param rtcpPort equal to the RTP port with rtcp-mux
 * @param localKey what our RTCP is encrypted with; null for plain RTP
 */
public record LocalMedia(
        int rtpPort, int rtcpPort, @Nullable SrtpMasterKey localKey) {}
