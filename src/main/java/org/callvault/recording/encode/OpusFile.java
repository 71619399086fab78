package org.callvault.recording.encode;

import io.github.jaredmdobson.concentus.OpusApplication;
import io.github.jaredmdobson.concentus.OpusEncoder;
import io.github.jaredmdobson.concentus.OpusException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;

/**
 * Opus in Ogg (RFC 7845). Every channel is a stream of its own, never coupled with another: what one party says is not
 * heard in the channel of the other.
 *
 * <pre>
 *  page 0:   "OpusHead" 1 channels pre-skip (2) rate (4) gain (2) family [streams coupled mapping...]    section 5.1
 *  page 1:   "OpusTags" vendor comments                                                                  section 5.2
 *  others:   packets of 20 ms: those of all streams, all but the last with their lengths (RFC 6716, appendix B)
 * </pre>
 *
 * <p>Positions count 48000 a second, whatever the rate of the samples.
 */
final class OpusFile implements AudioEncoder {
    private static final Set<Integer> RATES = Set.of(8000, 12_000, 16_000, 24_000, 48_000);
    private static final int CLOCK = 48_000;
    private static final int FRAMES_PER_SECOND = 50;
    private static final int LONGEST_FRAME = 1275;
    private static final int SERIAL = 1;
    private static final int FRAMES_PER_PAGE = FRAMES_PER_SECOND;

    /** Stereo in its order; what has no order of Vorbis is told as channels without a meaning (section 5.1.1). */
    private static final int MONO = 0;

    private static final int STEREO = 1;
    private static final int DISCRETE = 255;

    /** A compromise: half the work of the greatest, hardly to be told from it for speech. */
    private static final int COMPLEXITY = 5;

    private final OggPages pages;
    private final OpusEncoder[] encoders;
    private final int sampleRate;
    private final long samples;
    private final int skipped;
    private final short[][] frame;
    private final byte[] packet;
    private final byte[] encoded = new byte[LONGEST_FRAME];
    private int filled;
    private long frames;

    private OpusFile(OutputStream out, int channels, int sampleRate, long samples, int bitrate) throws IOException {
        this.sampleRate = sampleRate;
        this.samples = samples;
        this.pages = new OggPages(out, SERIAL);
        this.encoders = new OpusEncoder[channels];
        Arrays.setAll(encoders, channel -> encoder(sampleRate, bitrate));
        this.skipped = encoders[0].getLookahead() * (CLOCK / sampleRate);
        this.frame = new short[channels][sampleRate / FRAMES_PER_SECOND];
        this.packet = new byte[channels * (LONGEST_FRAME + 3)];
        byte[] head = head(channels, sampleRate, skipped);
        pages.packet(head, head.length, 0);
        pages.endPage();
        byte[] tags = tags();
        pages.packet(tags, tags.length, 0);
        pages.endPage();
    }

    /** Samples of a rate that Opus does not have are brought to 48000 a second. */
    static AudioEncoder open(OutputStream out, int channels, int sampleRate, long samples, int bitrate)
            throws IOException {
        if (RATES.contains(sampleRate)) {
            return new OpusFile(out, channels, sampleRate, samples, bitrate);
        }
        long raised = Math.ceilDiv(samples * CLOCK, sampleRate);
        return new RaisedRate(new OpusFile(out, channels, CLOCK, raised, bitrate), channels, sampleRate, CLOCK, raised);
    }

    private static OpusEncoder encoder(int sampleRate, int bitrate) {
        try {
            // The one for speech filters what it is given; this one stays nearer to what was said.
            OpusEncoder encoder = new OpusEncoder(sampleRate, 1, OpusApplication.OPUS_APPLICATION_AUDIO);
            encoder.setBitrate(bitrate);
            encoder.setUseVBR(true);
            encoder.setComplexity(COMPLEXITY);
            return encoder;
        } catch (OpusException e) {
            throw new IllegalArgumentException("no rate of Opus: " + sampleRate, e);
        }
    }

    private static byte[] head(int channels, int sampleRate, int skipped) {
        boolean mono = channels == 1;
        ByteBuffer head = ByteBuffer.allocate(mono ? 19 : 21 + channels).order(ByteOrder.LITTLE_ENDIAN);
        head.put("OpusHead".getBytes(StandardCharsets.US_ASCII)).put((byte) 1).put((byte) channels);
        head.putShort((short) skipped).putInt(sampleRate).putShort((short) 0);
        head.put((byte) (mono ? MONO : channels == 2 ? STEREO : DISCRETE));
        if (!mono) {
            head.put((byte) channels).put((byte) 0);
            for (int channel = 0; channel < channels; channel++) {
                head.put((byte) channel);
            }
        }
        return head.array();
    }

    private static byte[] tags() {
        byte[] vendor = "Callvault".getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + 4 + vendor.length + 4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("OpusTags".getBytes(StandardCharsets.US_ASCII))
                .putInt(vendor.length)
                .put(vendor)
                .putInt(0)
                .array();
    }

    @Override
    public void write(int[][] channels, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            for (int channel = 0; channel < frame.length; channel++) {
                frame[channel][filled] = (short) channels[channel][i];
            }
            if (++filled == frame[0].length) {
                encode();
            }
        }
    }

    private void encode() throws IOException {
        int length = 0;
        for (int channel = 0; channel < encoders.length; channel++) {
            length = append(channel, length, channel == encoders.length - 1);
        }
        filled = 0;
        frames++;
        pages.packet(packet, length, frames * (CLOCK / FRAMES_PER_SECOND));
        if (frames % FRAMES_PER_PAGE == 0 && frames * frame[0].length < needed()) {
            pages.endPage();
        }
    }

    /** Samples to encode so that all come out of a decoder. */
    private long needed() {
        return samples + encoders[0].getLookahead();
    }

    private int append(int channel, int at, boolean last) {
        int bytes = encoded(channel);
        if (last) {
            System.arraycopy(encoded, 0, packet, at, bytes);
            return at + bytes;
        }
        // One frame in a packet (code 0): its length comes after the first octet.
        int inFrame = bytes - 1;
        int next = at;
        packet[next++] = encoded[0];
        if (inFrame < 252) {
            packet[next++] = (byte) inFrame;
        } else {
            packet[next++] = (byte) (252 + (inFrame & 3));
            packet[next++] = (byte) ((inFrame - (252 + (inFrame & 3))) / 4);
        }
        System.arraycopy(encoded, 1, packet, next, inFrame);
        return next + inFrame;
    }

    private int encoded(int channel) {
        try {
            int bytes = encoders[channel].encode(frame[channel], 0, frame[channel].length, encoded, 0, LONGEST_FRAME);
            if ((encoded[0] & 3) != 0) {
                throw new IllegalStateException("the encoder put several frames into a packet of one");
            }
            return bytes;
        } catch (OpusException e) {
            throw new IllegalStateException("the encoder does not take what it is made for", e);
        }
    }

    /** Silence follows, until the last sample has come out; the last position says where it was. */
    @Override
    public void close() throws IOException {
        try (pages) {
            while (filled > 0 || frames * frame[0].length < needed()) {
                for (short[] channel : frame) {
                    Arrays.fill(channel, filled, channel.length, (short) 0);
                }
                encode();
            }
            pages.end(skipped + samples * (CLOCK / sampleRate));
        }
    }
}
