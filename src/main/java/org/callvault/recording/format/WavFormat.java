package org.callvault.recording.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.callvault.recording.codec.Law;

/**
 * The header of a WAV file (Microsoft RIFF, "New Multimedia Data Types", 1994), or, where its lengths do not fit into 32 bits,
 * of an RF64 file (EBU Tech 3306), which players read as well.
 *
 * <pre>
 *  "RIFF" size "WAVE"                                                 of RF64: "RF64" -1 "WAVE"
 *                                                                    "ds64" 28  size (8) data size (8) samples (8) 0
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
    /** Bytes before the first sample of a file of less than 4 GiB. */
    public static final int HEADER_BYTES = 58;

    private static final int LONG_SIZES_BYTES = 36;

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

    /** Bytes before the first of so many samples per channel. */
    public int headerBytes(long samples) {
        return isLong(samples) ? HEADER_BYTES + LONG_SIZES_BYTES : HEADER_BYTES;
    }

    private boolean isLong(long samples) {
        return HEADER_BYTES - 8 + dataBytes(samples) + 1 > MAX_RIFF;
    }

    /** The header for so many samples per channel. */
    public byte[] header(long samples) {
        int length = headerBytes(samples);
        long data = dataBytes(samples);
        long riff = length - 8 + data + (data & 1);
        ByteBuffer header = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        if (isLong(samples)) {
            tag(header, "RF64").putInt((int) MAX_RIFF);
            tag(header, "WAVE");
            tag(header, "ds64").putInt(LONG_SIZES_BYTES - 8).putLong(riff).putLong(data);
            header.putLong(samples).putInt(0);
        } else {
            tag(header, "RIFF").putInt((int) riff);
            tag(header, "WAVE");
        }
        tag(header, "fmt ").putInt(18);
        header.putShort((short) (int) law.map(Law::formatTag).orElse(PCM)).putShort((short) channels);
        header.putInt(sampleRate).putInt(sampleRate * channels * sampleBytes());
        header.putShort((short) (channels * sampleBytes())).putShort((short) (8 * sampleBytes()));
        header.putShort((short) 0);
        tag(header, "fact").putInt(4).putInt((int) Math.min(MAX_RIFF, samples));
        tag(header, "data").putInt((int) (isLong(samples) ? MAX_RIFF : data));
        return header.array();
    }

    private static ByteBuffer tag(ByteBuffer header, String tag) {
        return header.put(tag.getBytes(StandardCharsets.US_ASCII));
    }
}
