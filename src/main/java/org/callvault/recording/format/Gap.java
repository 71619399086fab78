package org.callvault.recording.format;

/**
 * A piece of a stream's time that no packet filled, rendered as silence.
 *
 * @param samples where, in the units of its track since the start of the recording
 * @param packets packets missing by sequence number; 0 unless lost or paused
 */
public record Gap(Interval samples, long packets, Reason reason) {
    /** Why there is nothing. */
    public enum Reason {
        /** Sequence numbers are missing. */
        LOST,
        /** The stream was on hold or paused for at least a part of it. */
        PAUSED,
        /** Timestamps jump, sequence numbers do not: the sender had nothing to send. */
        SILENCE_SUPPRESSED,
        /** The source changed or started over, so nobody can tell. */
        RESTARTED
    }
}
