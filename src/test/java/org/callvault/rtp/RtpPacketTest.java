package org.callvault.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RtpPacketTest {
    private static final String REST = "1234 89abcdef deadbeef";

    private final RtpPacket packet = new RtpPacket();

    private boolean wraps(String hex) {
        byte[] bytes = HexFormat.of().parseHex("ffff" + hex.replace(" ", "") + "ff");
        return packet.wrap(bytes, 2, bytes.length - 3);
    }

    @Test
    void everyFieldIsReadUnsigned() {
        assertThat(wraps("80 e3 fffe fffffffe ffffffff 0102")).isTrue();
        assertThat(packet.marker()).isTrue();
        assertThat(packet.payloadType()).isEqualTo(99);
        assertThat(packet.sequenceNumber()).isEqualTo(65_534);
        assertThat(packet.timestamp()).isEqualTo(4_294_967_294L);
        assertThat(packet.ssrc()).isEqualTo(-1);
        assertThat(packet.payloadOffset()).isEqualTo(14);
        assertThat(packet.payloadLength()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        // first byte and what follows the fixed header, header length, payload length
        "80, '',                        12, 0",
        "82, 00000001 00000002 aa,      20, 1",
        "90, bede0001 01020304 aabb,    20, 2",
        "91, 00000001 bede0000 aa,      20, 1",
        "a0, aabb0003,                  12, 1",
        "a0, aabbcc04,                  12, 0",
        "a0, aabbcc05,                  12, 0",
        "a0, aabbcc00,                  12, 0",
        "a0, '',                        12, 0",
    })
    void csrcExtensionAndPaddingAreNoPayload(String first, String rest, int header, int payload) {
        assertThat(wraps(first + " 00 " + REST + rest)).isTrue();
        assertThat(packet.headerLength()).isEqualTo(header);
        assertThat(packet.payloadLength()).isEqualTo(payload);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "80 00 1234 89abcdef deadbe",
                "00 00 " + REST,
                "40 00 " + REST,
                "c0 00 " + REST,
                "81 00 " + REST + "000000",
                "90 00 " + REST + "bede00",
                "90 00 " + REST + "bede0001 010203",
                "90 00 " + REST + "bedeffff 01020304",
            })
    void whatIsNoWholePacketOfVersion2IsRefused(String hex) {
        assertThat(wraps(hex)).isFalse();
    }

    @Test
    void randomBytesAreRefusedOrReadWithinTheirBounds() {
        Random random = new Random(3550);
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = new byte[random.nextInt(64)];
            random.nextBytes(bytes);
            if (bytes.length > 0) {
                bytes[0] = (byte) (0x80 | (bytes[0] & 0x3f));
            }
            if (packet.wrap(bytes, 0, bytes.length)) {
                assertThat(packet.payloadOffset() + packet.payloadLength()).isBetween(12, bytes.length);
                assertThat(packet.payloadLength()).isNotNegative();
            }
        }
    }

    @Test
    void aHeaderThatWasWrittenIsReadAgain() {
        byte[] bytes = new byte[20];
        RtpPacket.writeHeader(bytes, 3, 101, true, 65_535, 0xfedcba98L, 0x89abcdef);
        assertThat(packet.wrap(bytes, 3, 17)).isTrue();
        assertThat(packet.payloadType()).isEqualTo(101);
        assertThat(packet.marker()).isTrue();
        assertThat(packet.sequenceNumber()).isEqualTo(65_535);
        assertThat(packet.timestamp()).isEqualTo(0xfedcba98L);
        assertThat(packet.ssrc()).isEqualTo(0x89abcdef);
        assertThat(packet.payloadLength()).isEqualTo(5);
    }
}
