package org.callvault.media;

import java.net.InetAddress;
import org.callvault.srtp.SrtpKeyParams;
import org.jspecify.annotations.Nullable;

/**
 * What one accepted m-line asks of media.
 *
 * @param index of the m-line, 0-based; a stream keeps its ports as long as its index stays in the plan
 * @param rtcpMux RTP and RTCP share one port (RFC 5761)
 * @param receiving false while the stream is on hold or paused: packets are counted, not kept
 * @param remoteKeys what the SRC encrypts with; null for RTP/AVP and DTLS-SRTP
 * @param localKeys what our RTCP is encrypted with, as our answer says; null for RTP/AVP and DTLS-SRTP
 * @param remote the address that the SRC says it sends from and takes RTCP at; null where it says nothing
 * @param remoteRtcpPort where it takes RTCP there
 * @param dtls what keys the stream in place of the descriptions; null for SDES and RTP/AVP
 */
public record StreamPlan(
        int index,
        boolean rtcpMux,
        boolean receiving,
        @Nullable SrtpKeyParams remoteKeys,
        @Nullable SrtpKeyParams localKeys,
        @Nullable InetAddress remote,
        int remoteRtcpPort,
        @Nullable DtlsPlan dtls) {
    /** Of a stream that no DTLS association keys. */
    public StreamPlan(
            int index,
            boolean rtcpMux,
            boolean receiving,
            @Nullable SrtpKeyParams remoteKeys,
            @Nullable SrtpKeyParams localKeys,
            @Nullable InetAddress remote,
            int remoteRtcpPort) {
        this(index, rtcpMux, receiving, remoteKeys, localKeys, remote, remoteRtcpPort, null);
    }

    StreamPlan withKeys(@Nullable SrtpKeyParams theirs, @Nullable SrtpKeyParams ours) {
        return new StreamPlan(index, rtcpMux, receiving, theirs, ours, remote, remoteRtcpPort, dtls);
    }
}
