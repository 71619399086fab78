package org.callvault.rtp.rtcp;

import java.util.List;

/**
 * BYE (RFC 3550, section 6.6): sources that end. The reason is not read.
 *
 * <pre>
 * |V=2|P|    SC   |   PT=BYE=203  |             length            |
 * |                           SSRC/CSRC ...                       |
 * |     length    |               reason for leaving           ...|  optional
 * </pre>
 */
public record Bye(List<Integer> ssrcs) implements RtcpPacket {
    static final int TYPE = 203;
    static final int FIXED = 4;

    public Bye {
        ssrcs = List.copyOf(ssrcs);
    }

    @Override
    public int length() {
        return FIXED + 4 * ssrcs.size();
    }
}
