package org.callvault.cli.src;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * A G.711 frame that says which packet of which stream it is, so that a recording can be checked by counting. 20 groups of
 * 8 bytes, all the same:
 *
 * <pre>
 * | 0xC5 | stream | counter, 32 bits | CRC-16 of the six before |
 * </pre>
 *
 * A frame is whole when all its groups agree; it is found again wherever it starts in the audio.
 */
public final class CountedPayload {
    /** Bytes of a frame: 20 ms at 8 kHz. */
    public static final int FRAME = 160;

    private static final int GROUP = 8;
    private static final byte MAGIC = (byte) 0xc5;

    private CountedPayload() {}

    /** What a frame says. */
    public record Count(int stream, int counter) {}

    /** The frame of a packet; stream 0 to 255. */
    public static byte[] frame(int stream, int counter) {
        byte[] frame = new byte[FRAME];
        ByteBuffer.wrap(frame).put(MAGIC).put((byte) stream).putInt(counter).putShort(GROUP - 2, check(frame, 0));
        for (int group = GROUP; group < FRAME; group += GROUP) {
            System.arraycopy(frame, 0, frame, group, GROUP);
        }
        return frame;
    }

    /** Reads the group at an offset; empty where there is none or it is damaged. */
    public static Optional<Count> groupAt(byte[] audio, int offset) {
        if (offset + GROUP > audio.length || audio[offset] != MAGIC) {
            return Optional.empty();
        }
        ByteBuffer group = ByteBuffer.wrap(audio, offset, GROUP);
        group.get();
        int stream = Byte.toUnsignedInt(group.get());
        int counter = group.getInt();
        return group.getShort() == check(audio, offset) ? Optional.of(new Count(stream, counter)) : Optional.empty();
    }

    private static short check(byte[] bytes, int offset) {
        CRC32 crc = new CRC32();
        crc.update(bytes, offset, 6);
        return (short) crc.getValue();
    }
}
