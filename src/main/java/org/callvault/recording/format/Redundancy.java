package org.callvault.recording.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The primary encoding of a payload with redundant ones (RFC 2198, section 3).
 *
 * <pre>
 *  0                   1                    2                   3
 * |1|   block PT  |  timestamp offset         |   block length    |  each redundant block
 * |0|   block PT  |                                                  the primary one, which is the rest
 * </pre>
 *
 * @param offset in the buffer that was read
 */
public record Redundancy(int payloadType, int offset, int length) {
    private static final int MORE = 0x80;

    /** Payload types of all blocks, as far as their headers are there. */
    public static List<Integer> payloadTypes(byte[] buffer, int offset, int length) {
        List<Integer> types = new ArrayList<>();
        int at = offset;
        while (at < offset + length) {
            types.add(buffer[at] & 0x7F);
            at = (buffer[at] & MORE) != 0 ? at + 4 : offset + length;
        }
        return types;
    }

    /** Empty where the blocks do not fit into the payload. */
    public static Optional<Redundancy> primary(byte[] buffer, int offset, int length) {
        int at = offset;
        int end = offset + length;
        int before = 0;
        while (at < end && (buffer[at] & MORE) != 0) {
            if (at + 4 > end) {
                return Optional.empty();
            }
            before += ((buffer[at + 2] & 0x03) << 8) | (buffer[at + 3] & 0xFF);
            at += 4;
        }
        int start = at + 1 + before;
        return at >= end || start > end
                ? Optional.empty()
                : Optional.of(new Redundancy(buffer[at] & 0x7F, start, end - start));
    }
}
