package org.callvault.media.lane;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one stream received so far.
 *
 * @param received RTP packets kept
 * @param lost expected and not received (RFC 3550, A.3), never below 0
 * @param late received out of order
 * @param duplicate received again and dropped
 * @param paused discarded while the stream was not receiving
 * @param rtcp RTCP packets kept
 * @param rejected dropped packets by reason, for example authentication_failed
 * @param jitter interarrival jitter (RFC 3550, A.8), in timestamp units
 * @param lastPacketMicros last valid RTP or RTCP packet, microseconds since the epoch; 0 for none
 * @param droppedByKernel RTP and RTCP that came and found the socket's buffer full, or null where the system does not
 *     tell; RTP among them is also in lost
 */
public record StreamAccount(
        int index,
        long received,
        long lost,
        long late,
        long duplicate,
        long paused,
        long rtcp,
        Map<String, Long> rejected,
        long jitter,
        long lastPacketMicros,
        @Nullable Long droppedByKernel) {
    public StreamAccount {
        rejected = Map.copyOf(rejected);
    }
}
