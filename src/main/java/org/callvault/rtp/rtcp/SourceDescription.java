package org.callvault.rtp.rtcp;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * SDES (RFC 3550, section 6.5), reduced to the canonical names: those tie sources of one participant together.
 *
 * <pre>
 * |V=2|P|    SC   |  PT=SDES=202  |             length            |
 * |                          SSRC/CSRC_1                          |  chunk 1
 * |    CNAME=1    |     length    | user and domain name       ...|
 * |  other items ...      |   0, and zeros to the next word       |
 * |                          SSRC/CSRC_2                          |  chunk 2
 * |                              ...                              |
 * </pre>
 */
public record SourceDescription(List<Name> names) implements RtcpPacket {
    static final int TYPE = 202;
    static final int CNAME = 1;
    static final int FIXED = 4;
    private static final int MOST_BYTES = 255;

    public SourceDescription {
        names = List.copyOf(names);
    }

    /**
     * A chunk that has a CNAME.
     *
     * @param cname at most 255 bytes of UTF-8
     */
    public record Name(int ssrc, String cname) {
        public Name {
            if (cname.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
                throw new IllegalArgumentException("a CNAME has at most " + MOST_BYTES + " bytes");
            }
        }

        byte[] bytes() {
            return cname.getBytes(StandardCharsets.UTF_8);
        }

        /** SSRC, item, at least one zero, whole words. */
        int length() {
            return (4 + 2 + bytes().length + 1 + 3) / 4 * 4;
        }
    }

    @Override
    public int length() {
        return FIXED + names.stream().mapToInt(Name::length).sum();
    }
}
