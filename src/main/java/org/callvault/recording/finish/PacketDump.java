package org.callvault.recording.finish;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.callvault.recording.format.RtpDump;

/** Keeps the packets of a stream that nothing here decodes, in rtpdump format. */
final class PacketDump implements Closeable {
    private final OutputStream out;
    private final long startMicros;

    PacketDump(Path file, long startMicros) throws IOException {
        this.out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
        this.startMicros = startMicros;
        out.write(RtpDump.header(startMicros));
    }

    void packet(boolean rtcp, long arrivalMicros, byte[] buffer, int offset, int length) throws IOException {
        if (length <= RtpDump.MAX_PACKET_BYTES) {
            out.write(RtpDump.packetHeader(length, rtcp, (arrivalMicros - startMicros) / 1000));
            out.write(buffer, offset, length);
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
