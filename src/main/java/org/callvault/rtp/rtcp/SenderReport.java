package org.callvault.rtp.rtcp;

import java.util.List;

/**
 * SR (RFC 3550, section 6.4.1): what a source has sent, and how its timestamps map to its clock.
 *
 * <pre>
 * |V=2|P|    RC   |   PT=SR=200   |             length            |
 * |                         SSRC of sender                        |
 * |             NTP timestamp, seconds, then fraction             |
 * |                         RTP timestamp                         |
 * |                     sender's packet count                     |
 * |                      sender's octet count                     |
 * |                       report blocks ...                       |
 * </pre>
 *
 * @param timestamp of RTP at that time, 0 to 2^32-1
 * @param packets 0 to 2^32-1
 * @param octets of payload, 0 to 2^32-1
 */
public record SenderReport(int ssrc, NtpTime time, long timestamp, long packets, long octets, List<ReportBlock> blocks)
        implements RtcpPacket {
    static final int TYPE = 200;
    static final int FIXED = 28;

    public SenderReport {
        blocks = List.copyOf(blocks);
    }

    @Override
    public int length() {
        return FIXED + ReportBlock.LENGTH * blocks.size();
    }
}
