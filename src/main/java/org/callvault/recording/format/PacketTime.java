package org.callvault.recording.format;

import org.callvault.rtp.Ssrc;

/**
 * What places a packet.
 *
 * @param sequence 0..65535
 * @param timestamp 0..2^32-1
 * @param arrivalMicros microseconds since the epoch
 * @param clockRate of its payload type, ticks a second, above 0
 * @param setsClock whether its source's timestamps count by that rate from here on; else they go on as they did
 */
public record PacketTime(
        Ssrc ssrc, int sequence, long timestamp, long arrivalMicros, int clockRate, boolean setsClock) {
    /** One of audio. */
    public PacketTime(Ssrc ssrc, int sequence, long timestamp, long arrivalMicros, int clockRate) {
        this(ssrc, sequence, timestamp, arrivalMicros, clockRate, true);
    }

    public PacketTime {
        if (clockRate <= 0) {
            throw new IllegalArgumentException("a clock rate is above 0");
        }
    }

    double microsPerTick() {
        return 1e6 / clockRate;
    }
}
