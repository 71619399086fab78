package org.callvault.recording.format;

import org.callvault.rtp.Ssrc;

/**
 * What places a packet.
 *
 * @param sequence 0..65535
 * @param timestamp 0..2^32-1
 * @param arrivalMicros microseconds since the epoch
 * @param clockRate of its payload type, ticks a second, above 0
 */
public record PacketTime(Ssrc ssrc, int sequence, long timestamp, long arrivalMicros, int clockRate) {
    public PacketTime {
        if (clockRate <= 0) {
            throw new IllegalArgumentException("a clock rate is above 0");
        }
    }

    double microsPerTick() {
        return 1e6 / clockRate;
    }
}
