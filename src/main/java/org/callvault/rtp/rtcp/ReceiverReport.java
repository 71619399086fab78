package org.callvault.rtp.rtcp;

import java.util.List;

/**
 * RR (RFC 3550, section 6.4.2): what somebody who sends nothing has received.
 *
 * <pre>
 * |V=2|P|    RC   |   PT=RR=201   |             length            |
 * |                     SSRC of packet sender                     |
 * |                       report blocks ...                       |
 * </pre>
 *
 * @param blocks empty while nothing was received
 */
public record ReceiverReport(int ssrc, List<ReportBlock> blocks) implements RtcpPacket {
    static final int TYPE = 201;
    static final int FIXED = 8;

    public ReceiverReport {
        blocks = List.copyOf(blocks);
    }

    @Override
    public int length() {
        return FIXED + ReportBlock.LENGTH * blocks.size();
    }
}
