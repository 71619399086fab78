package org.callvault.recording.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jaredmdobson.concentus.OpusBandwidth;
import io.github.jaredmdobson.concentus.OpusException;
import java.util.List;
import java.util.Random;
import org.callvault.recording.finish.OpusPackets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpusFramesTest {
    private static final int RATE = 16_000;
    private static final int FRAME = RATE / 50;

    @ParameterizedTest
    @CsvSource({
        "OPUS_BANDWIDTH_NARROWBAND, 8000",
        "OPUS_BANDWIDTH_WIDEBAND, 16000",
        "OPUS_BANDWIDTH_SUPERWIDEBAND, 24000",
        "OPUS_BANDWIDTH_FULLBAND, 48000"
    })
    void theRateIsWhatTheBandwidthNeeds(OpusBandwidth bandwidth, int rate) throws OpusException {
        byte[] packet = OpusPackets.tone(2, 48_000, bandwidth).getLast();
        assertThat(new Codec.Opus().sampleRate(packet, 0, packet.length)).isEqualTo(rate);
    }

    @Test
    void aToneIsHeardAgain() throws OpusException {
        OpusFrames decoder = new OpusFrames(RATE);
        for (byte[] packet : OpusPackets.tone(20)) {
            assertThat(decoder.decode(packet, 0, packet.length)).hasSize(FRAME);
        }
        byte[] next = OpusPackets.tone(21).getLast();
        assertThat(level(decoder.decode(next, 0, next.length))).isBetween(5000.0, 9000.0);
    }

    @Test
    void aLostPacketIsGuessedFromWhatWasBefore() throws OpusException {
        List<byte[]> packets = OpusPackets.tone(20);
        OpusFrames decoder = new OpusFrames(RATE);
        packets.forEach(packet -> decoder.decode(packet, 0, packet.length));
        short[] guessed = decoder.conceal(FRAME, new byte[0], 0, 0);
        assertThat(guessed).hasSize(FRAME);
        assertThat(level(guessed)).isGreaterThan(2000);
        assertThat(decoder.conceal(FRAME + 7, new byte[0], 0, 0)).hasSize(FRAME);
        assertThat(decoder.conceal(7, new byte[0], 0, 0)).isEmpty();
    }

    @Test
    void anEmptyPayloadAndWhatNoEncoderMadeNeverMakeItFail() {
        Random random = new Random(11);
        OpusFrames decoder = new OpusFrames(48_000);
        assertThat(decoder.decode(new byte[0], 0, 0)).isEmpty();
        for (int i = 0; i < 5000; i++) {
            byte[] junk = new byte[1 + random.nextInt(200)];
            random.nextBytes(junk);
            assertThat(decoder.decode(junk, 0, junk.length)).hasSizeLessThanOrEqualTo(48_000 * 120 / 1000);
            decoder.conceal(960, junk, 0, junk.length);
        }
    }

    /** Root mean square. */
    static double level(short[] samples) {
        double sum = 0;
        for (short sample : samples) {
            sum += (double) sample * sample;
        }
        return Math.sqrt(sum / samples.length);
    }
}
