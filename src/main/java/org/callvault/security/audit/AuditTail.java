package org.callvault.security.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * The end of a file of lines.
 *
 * @param lastLine the last whole one, without its line feed; empty where there is none
 * @param torn bytes behind it that were cut off
 */
record AuditTail(byte[] lastLine, long torn) {
    private static final int WINDOW = 1 << 16;

    /** Reads the last whole line and cuts off what is behind it. */
    static AuditTail cut(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long size = channel.size();
            for (int window = WINDOW; ; window *= 2) {
                long from = Math.max(0, size - window);
                byte[] tail = read(channel, from, (int) (size - from));
                int end = last(tail, tail.length);
                int start = end < 0 ? -1 : last(tail, end);
                // A line whose beginning may lie before the window is looked for in a larger one.
                if (from == 0 || start >= 0) {
                    return cut(channel, from, tail, start, end);
                }
            }
        }
    }

    private static AuditTail cut(FileChannel channel, long from, byte[] tail, int start, int end) throws IOException {
        int torn = tail.length - (end + 1);
        if (torn > 0) {
            channel.truncate(from + end + 1);
            channel.force(true);
        }
        return new AuditTail(end < 0 ? new byte[0] : Arrays.copyOfRange(tail, start + 1, end), torn);
    }

    private static byte[] read(FileChannel channel, long from, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {
            // As often as it takes.
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    /** The last line feed before an index; -1 where there is none. */
    private static int last(byte[] bytes, int before) {
        for (int i = before - 1; i >= 0; i--) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }
}
