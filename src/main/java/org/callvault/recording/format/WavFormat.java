package org.callvault.recording.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.callvault.recording.codec.Law;

/**
 * The header of a WAV file (Microsoft RIFF, "New Multimedia Data Types", 1994).
 *
 * <pre>
 *  "RIFF" size "WAVE"
 *  "fmt " 18   tag channels rate byteRate blockAlign bitsPerSample 0
 *  "fact" 4    samples per channel
 *  "data" size samples, channels interleaved [pad to even]
 * </pre>
 *
 * @param channels 1 or more
 * @param law the law of the eight-bit codes; empty for 16-bit linear samples, least byte first
 * @param sampleRate samples a second of each channel
 */
public record WavFormat(int channels, Optional<Law> law, int sampleRate) {
    /** Bytes before the first sample. */
    public static final int HEADER_BYTES = 58;

    private static final int PCM = 1;
    private static final long MAX_RIFF = 0xFFFFFFFFL;

    public WavFormat {
        if (channels < 1 || channels > 0xFFFF) {
            throw new IllegalArgumentException("a WAV file has 1 to 65535 channels, not " + channels);
        }
    }

    /** Bytes of one sample of one channel. */
    public int sampleBytes() {
        return law.isPresent() ? 1 : 2;
    }

    /** Data bytes of so many samples per channel. */
    public long dataBytes(long samples) {
        return samples * channels * sampleBytes();
    }

    /**
     * The header for so many samples per channel. A file of 4 GiB or more (74 hours of two G.711 channels, 18 of two wideband ones) carries the
     * largest size that fits, which players take as "until the end".
     */
    public byte[] header(long samples) {
        long data = dataBytes(samples);
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        tag(header, "RIFF").putInt((int) Math.min(MAX_RIFF, HEADER_BYTES - 8 + data + (data & 1)));
        tag(header, "WAVE");
        tag(header, "fmt ").putInt(18);
        header.putShort((short) (int) law.map(Law::formatTag).orElse(PCM)).putShort((short) channels);
        header.putInt(sampleRate).putInt(sampleRate * channels * sampleBytes());
        header.putShort((short) (channels * sampleBytes())).putShort((short) (8 * sampleBytes()));
        header.putShort((short) 0);
        tag(header, "fact").putInt(4).putInt((int) Math.min(MAX_RIFF, samples));
        tag(header, "data").putInt((int) Math.min(MAX_RIFF - HEADER_BYTES, data));
        return header.array();
    }

    private static ByteBuffer tag(ByteBuffer header, String tag) {
        return header.put(tag.getBytes(StandardCharsets.US_ASCII));
    }
}
