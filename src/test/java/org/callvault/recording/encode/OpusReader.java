package org.callvault.recording.encode;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jaredmdobson.concentus.OpusDecoder;
import io.github.jaredmdobson.concentus.OpusException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads Ogg Opus as RFC 7845 and RFC 3533 say, and decodes every stream by itself. */
public final class OpusReader {
    private static final int FRAME = 960;

    private final List<byte[]> packets = new ArrayList<>();
    private long lastGranule;

    public OpusReader(byte[] file) {
        ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        int number = 0;
        boolean ended = false;
        while (in.hasRemaining()) {
            assertThat(ended).as("nothing comes after the last page").isFalse();
            int start = in.position();
            assertThat(in.getInt()).isEqualTo(0x5367674F);
            assertThat(in.get()).isZero();
            int flags = in.get();
            assertThat(flags & 2).isEqualTo(number == 0 ? 2 : 0);
            ended = (flags & 4) != 0;
            long granule = in.getLong();
            assertThat(granule).as("pages go on").isGreaterThanOrEqualTo(ended ? 0 : lastGranule);
            lastGranule = granule;
            in.getInt();
            assertThat(in.getInt()).isEqualTo(number++);
            int sum = in.getInt();
            byte[] lengths = new byte[in.get() & 0xFF];
            in.get(lengths);
            for (byte length : lengths) {
                byte[] part = new byte[length & 0xFF];
                in.get(part);
                packet.writeBytes(part);
                if (part.length < 255) {
                    packets.add(packet.toByteArray());
                    packet.reset();
                }
            }
            byte[] page = Arrays.copyOfRange(file, start, in.position());
            Arrays.fill(page, 22, 26, (byte) 0);
            assertThat(crc(page)).isEqualTo(sum);
        }
        assertThat(ended).isTrue();
        assertThat(packet.size()).isZero();
    }

    private static int crc(byte[] bytes) {
        int rest = 0;
        for (byte each : bytes) {
            rest ^= each << 24;
            for (int bit = 0; bit < 8; bit++) {
                rest = (rest << 1) ^ (rest < 0 ? 0x04C11DB7 : 0);
            }
        }
        return rest;
    }

    private ByteBuffer head() {
        ByteBuffer head = ByteBuffer.wrap(packets.getFirst()).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(new String(packets.getFirst(), 0, 8, StandardCharsets.US_ASCII))
                .isEqualTo("OpusHead");
        assertThat(new String(packets.get(1), 0, 8, StandardCharsets.US_ASCII)).isEqualTo("OpusTags");
        return head;
    }

    public int channels() {
        return head().get(9);
    }

    /** Samples of each channel at 48000 a second, without what is skipped. */
    public short[][] read() throws OpusException {
        ByteBuffer head = head();
        int channels = channels();
        int skip = head.getShort(10);
        if (channels > 1) {
            assertThat(head.get(18)).isEqualTo((byte) (channels == 2 ? 1 : 255));
            assertThat(head.get(19)).as("streams").isEqualTo((byte) channels);
            assertThat(head.get(20)).as("coupled ones").isZero();
        }
        int frames = packets.size() - 2;
        short[][] samples = new short[channels][frames * FRAME];
        List<OpusDecoder> decoders = new ArrayList<>();
        for (int channel = 0; channel < channels; channel++) {
            decoders.add(new OpusDecoder(48_000, 1));
        }
        for (int frame = 0; frame < frames; frame++) {
            ByteBuffer packet = ByteBuffer.wrap(packets.get(frame + 2));
            for (int channel = 0; channel < channels; channel++) {
                byte[] alone = channel == channels - 1 ? rest(packet) : delimited(packet);
                assertThat(decoders.get(channel)
                                .decode(alone, 0, alone.length, samples[channel], frame * FRAME, FRAME, false))
                        .isEqualTo(FRAME);
            }
        }
        assertThat(lastGranule).isLessThanOrEqualTo((long) frames * FRAME);
        for (int channel = 0; channel < channels; channel++) {
            samples[channel] = Arrays.copyOfRange(samples[channel], skip, (int) lastGranule);
        }
        return samples;
    }

    private static byte[] rest(ByteBuffer packet) {
        byte[] rest = new byte[packet.remaining()];
        packet.get(rest);
        return rest;
    }

    /** RFC 6716, appendix B, of one frame. */
    private static byte[] delimited(ByteBuffer packet) {
        byte toc = packet.get();
        int length = packet.get() & 0xFF;
        if (length >= 252) {
            length += 4 * (packet.get() & 0xFF);
        }
        byte[] alone = new byte[1 + length];
        alone[0] = toc;
        packet.get(alone, 1, length);
        return alone;
    }
}
