package org.callvault.recording.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodecTest {
    @Test
    void formatsAreReadWithoutRegardToCase() {
        assertThat(Codec.of("pcmu/8000", "")).contains(new Codec.G711(Law.MU));
        assertThat(Codec.of("PCMA/8000/1", "")).contains(new Codec.G711(Law.A));
        assertThat(Codec.of("g722/8000", "")).contains(new Codec.G722());
        assertThat(Codec.of("opus/48000/2", "")).contains(new Codec.Opus());
        assertThat(Codec.of("L16/44100", "")).contains(new Codec.Linear(44_100, 1));
        assertThat(Codec.of("l16/44100/2", "")).contains(new Codec.Linear(44_100, 2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "G728/8000",
                "G722/16000",
                "G722/8000/2",
                "L16",
                "L16/",
                "L16/7",
                "L16/8000/3",
                "L16/x/1",
                "PCMU/16000",
                "",
                "/",
                "L16/2147483648",
                "unknown-96/8000"
            })
    void whatIsNotExactlyThatIsNotDecoded(String format) {
        assertThat(Codec.of(format, "")).isEqualTo(Optional.empty());
    }

    @Test
    void linearSamplesHaveTheirMostSignificantOctetFirst() {
        Decoder decoder = new Codec.Linear(16_000, 1).decoder(16_000);
        byte[] packet = {9, 0x01, 0x02, (byte) 0xFF, (byte) 0xFE, (byte) 0x80, 0x00, 0x55};
        assertThat(decoder.decode(packet, 1, 7)).containsExactly(0x0102, -2, -32768);
    }

    @Test
    void twoLinearChannelsAreMixed() {
        Decoder decoder = new Codec.Linear(44_100, 2).decoder(44_100);
        byte[] packet = {0x01, 0x00, 0x03, 0x00, (byte) 0x80, 0x00, (byte) 0x80, 0x00};
        assertThat(decoder.decode(packet, 0, 8)).containsExactly(0x0200, -32768);
    }
}
