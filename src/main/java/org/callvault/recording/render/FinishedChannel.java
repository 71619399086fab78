package org.callvault.recording.render;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.callvault.recording.codec.Law;
import org.callvault.recording.format.AudioPiece;
import org.callvault.recording.format.WavFormat;
import org.callvault.recording.manifest.Manifest.AudioFile;

/** A channel of a master that was finished before, as it becomes a part of another one with linear samples. */
final class FinishedChannel implements MasterChannel {
    private static final int BLOCK_SAMPLES = 8192;

    private final Layers layers;
    private final long samples;

    private FinishedChannel(Layers layers, long samples) {
        this.layers = layers;
        this.samples = samples;
    }

    /** Takes a channel, of so many samples, out of a WAV file, which stays open. */
    static FinishedChannel of(
            SeekableByteChannel in, AudioFile holder, int channel, long length, int sampleRate, Path scratch)
            throws IOException {
        ChannelFile file = new ChannelFile(scratch, Optional.empty());
        Optional<Law> law =
                switch (holder.encoding()) {
                    case "PCMU" -> Optional.of(Law.MU);
                    case "PCMA" -> Optional.of(Law.A);
                    default -> Optional.empty();
                };
        WavFormat format = new WavFormat(holder.channels().size(), law, holder.sampleRate());
        int place = holder.channels().indexOf(channel);
        int header = format.headerBytes(length);
        in.position(header);
        for (long at = 0; at < length; at += BLOCK_SAMPLES) {
            int count = (int) Math.min(BLOCK_SAMPLES, length - at);
            ByteBuffer frames = ByteBuffer.allocate((int) format.dataBytes(count));
            while (frames.hasRemaining() && in.read(frames) >= 0) {
                // As often as it takes.
            }
            file.write(new AudioPiece(at, 0, count), linear(frames, format, place, count));
        }
        long samples = Math.ceilDiv(length * sampleRate, holder.sampleRate());
        return new FinishedChannel(new Layers(Map.of(holder.sampleRate(), file), sampleRate), samples);
    }

    private static short[] linear(ByteBuffer frames, WavFormat format, int channel, int count) {
        short[] linear = new short[count];
        for (int i = 0; i < count; i++) {
            int at = (i * format.channels() + channel) * format.sampleBytes();
            linear[i] = format.law()
                    .map(law -> law.decode(frames.get(at)))
                    .orElseGet(() -> Short.reverseBytes(frames.getShort(at)));
        }
        return linear;
    }

    @Override
    public long samples() {
        return samples;
    }

    @Override
    public void read(long position, int count, byte[] block) throws IOException {
        layers.read(position, count, block);
    }

    @Override
    public void close() throws IOException {
        layers.close();
    }
}
