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
 * @param remoteKeys what the SRC encrypts with; null for RTP/AVP
 * @param remote where the SRC says it sends from; null where it says nothing
 */
public record StreamPlan(
        int index,
        boolean rtcpMux,
        boolean receiving,
        @Nullable SrtpKeyParams remoteKeys,
        @Nullable InetAddress remote) {}
