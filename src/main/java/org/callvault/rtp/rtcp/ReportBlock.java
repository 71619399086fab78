package org.callvault.rtp.rtcp;

/**
 * What a receiver tells of one source (RFC 3550, section 6.4.1).
 *
 * <pre>
 * |                 SSRC of the source                            |
 * | fraction lost |       cumulative number of packets lost       |
 * |           extended highest sequence number received           |
 * |                      interarrival jitter                      |
 * |                         last SR (LSR)                         |
 * |                   delay since last SR (DLSR)                  |
 * </pre>
 *
 * @param fractionLost since the report before, in 256ths, 0 to 255
 * @param lost since the beginning, 24 bits with a sign: below 0 where packets came twice
 * @param highestSequence with the count of its cycles above, 0 to 2^32-1
 * @param jitter in timestamp units, 0 to 2^32-1
 * @param lastReport middle 32 bits of the last sender report's time ({@link NtpTime#middle}); 0 for none
 * @param delay since that report came, in 65536ths of a second; 0 for none
 */
public record ReportBlock(
        int ssrc, int fractionLost, int lost, long highestSequence, long jitter, long lastReport, long delay) {
    static final int LENGTH = 24;
}
