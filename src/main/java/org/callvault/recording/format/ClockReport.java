package org.callvault.recording.format;

import org.callvault.rtp.Ssrc;

/**
 * What a source says of its clock in a sender report (RFC 3550, section 6.4.1).
 *
 * @param reportedMicros its time of day, microseconds since the epoch of Unix by its own clock
 * @param timestamp of RTP at that time, 0..2^32-1
 * @param arrivalMicros of the report, by this recorder's clock
 */
public record ClockReport(Ssrc ssrc, long reportedMicros, long timestamp, long arrivalMicros) {}
