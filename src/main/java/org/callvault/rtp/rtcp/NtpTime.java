package org.callvault.rtp.rtcp;

/**
 * A time of day as NTP writes it (RFC 3550, section 4): seconds since 1900 in the upper 32 bits, their fraction in the
 * lower. The seconds wrap in 2036; from 1968 on both halves are told apart by the highest bit (RFC 4330, section 3).
 */
public record NtpTime(long bits) {
    private static final long SECONDS_1900_TO_1970 = 2_208_988_800L;
    private static final long MICROS = 1_000_000;

    /** The time that many microseconds after the epoch of Unix. */
    public static NtpTime ofEpochMicros(long micros) {
        long seconds = Math.floorDiv(micros, MICROS) + SECONDS_1900_TO_1970;
        long fraction = (Math.floorMod(micros, MICROS) << 32) / MICROS;
        return new NtpTime((seconds << 32) | fraction);
    }

    /** Microseconds since the epoch of Unix, rounded. */
    public long epochMicros() {
        long seconds = bits >>> 32;
        long era = seconds < 1L << 31 ? 1L << 32 : 0;
        long micros = ((bits & 0xffff_ffffL) * MICROS + (1L << 31)) >>> 32;
        return (seconds + era - SECONDS_1900_TO_1970) * MICROS + micros;
    }

    /** The middle 32 bits, as a report block repeats them. */
    public long middle() {
        return (bits >>> 16) & 0xffff_ffffL;
    }

    /** Whether the sender has no clock (RFC 3550, section 6.4.1). */
    public boolean isUnknown() {
        return bits == 0;
    }
}
