package org.callvault.rtp.rtcp;

/**
 * One packet of a compound (RFC 3550, section 6.1). All begin alike:
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |V=2|P|  count  |      PT       |   32-bit words after this one |
 * </pre>
 */
public sealed interface RtcpPacket permits SenderReport, ReceiverReport, SourceDescription, Bye {
    /** The most blocks, chunks or sources that the five bits of the count can tell. */
    int MOST = 31;

    /** Bytes on the wire, header included. */
    int length();
}
