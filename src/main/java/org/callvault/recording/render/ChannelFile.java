package org.callvault.recording.render;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Optional;
import org.callvault.recording.codec.Law;
import org.callvault.recording.format.AudioPiece;
import org.callvault.recording.seal.ScratchFile;

/**
 * Samples of one rate of one channel while it is put together, on disk because calls can be long, and sealed there.
 *
 * <p>Samples are stored so that silence is all zeros (codes are XORed with the law's silence): what was never written reads
 * as silence, and costs nothing. Linear samples have their least byte first.
 */
final class ChannelFile implements Closeable {
    private final ScratchFile file;
    private final Optional<Law> master;
    private final int sampleBytes;

    /** A file of codes where the whole recording is of one law, else of linear samples. */
    ChannelFile(Path path, Optional<Law> master) throws IOException {
        this.file = ScratchFile.create(path);
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
        write(samples.flip(), piece.position());
    }

    /** Writes a piece of decoded samples into a file of linear ones. */
    void write(AudioPiece piece, short[] decoded) throws IOException {
        ByteBuffer samples = ByteBuffer.allocate(piece.length() * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        samples.asShortBuffer().put(decoded, piece.skip(), piece.length());
        write(samples, piece.position());
    }

    private void write(ByteBuffer samples, long position) throws IOException {
        file.write(samples, position * sampleBytes);
    }

    /** Reads codes into {@code block}, from its start; silence where there are none. */
    void readCodes(long position, int samples, byte[] block) throws IOException {
        fill(ByteBuffer.wrap(block, 0, samples), position);
        master.ifPresent(law -> {
            for (int i = 0; i < samples; i++) {
                block[i] ^= (byte) law.silence();
            }
        });
    }

    /** Reads linear samples, silence where there are none; what stands before the beginning is silence too. */
    void readLinear(long position, short[] block, int samples) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(samples * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        int before = Math.clamp(-position, 0, samples);
        bytes.position(before * Short.BYTES);
        fill(bytes, position + before);
        bytes.flip().asShortBuffer().get(block, 0, samples);
    }

    private void fill(ByteBuffer into, long position) throws IOException {
        file.read(into, position * sampleBytes);
        while (into.hasRemaining()) {
            into.put((byte) 0);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
