package org.callvault.recording.finish;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.callvault.recording.format.AudioPiece;
import org.callvault.recording.format.Law;

/**
 * One channel of audio while it is put together, on disk because calls can be long.
 *
 * <p>Samples are stored so that silence is all zeros (codes are XORed with the law's silence): what was never written reads
 * as silence, and a sparse file costs nothing.
 */
final class ChannelFile implements Closeable {
    private final FileChannel file;
    private final Optional<Law> master;
    private final int sampleBytes;

    ChannelFile(Path path, Optional<Law> master) throws IOException {
        this.file = FileChannel.open(
                path,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        this.master = master;
        this.sampleBytes = master.isPresent() ? 1 : 2;
    }

    /** Writes a piece of a payload of G.711 codes. */
    void write(AudioPiece piece, Law law, byte[] buffer, int payloadOffset) throws IOException {
        ByteBuffer samples = ByteBuffer.allocate(piece.length() * sampleBytes);
        int from = payloadOffset + piece.skip();
        for (int i = from; i < from + piece.length(); i++) {
            if (master.isPresent()) {
                samples.put((byte) (buffer[i] ^ law.silence()));
            } else {
                samples.putShort(Short.reverseBytes(law.decode(buffer[i])));
            }
        }
        samples.flip();
        long at = piece.position() * sampleBytes;
        while (samples.hasRemaining()) {
            at += file.write(samples, at);
        }
    }

    /** Reads samples as they stand in the master into {@code block}, from its start; silence where there are none. */
    void read(long position, int samples, byte[] block) throws IOException {
        ByteBuffer into = ByteBuffer.wrap(block, 0, samples * sampleBytes);
        long start = position * sampleBytes;
        while (into.hasRemaining() && file.read(into, start + into.position()) >= 0) {
            // As often as it takes.
        }
        while (into.hasRemaining()) {
            into.put((byte) 0);
        }
        master.ifPresent(law -> {
            for (int i = 0; i < samples; i++) {
                block[i] ^= (byte) law.silence();
            }
        });
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
