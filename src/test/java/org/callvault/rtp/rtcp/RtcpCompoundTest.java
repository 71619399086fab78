package org.callvault.rtp.rtcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 3550, section 6. */
class RtcpCompoundTest {
    private static final String REPORT_BLOCK = "11111111 40fffffe 00010005 00000007 12345678 00008000";

    private static ParsedRtcp parse(String hex) {
        byte[] bytes = bytes(hex);
        return RtcpCompound.parse(bytes, 0, bytes.length);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private static RtcpCompound compound(String hex) {
        return switch (parse(hex)) {
            case RtcpCompound compound -> compound;
            case MalformedRtcp malformed -> throw new AssertionError(malformed);
        };
    }

    @Test
    void aSenderReportIsReadFieldByField() {
        RtcpCompound read = compound("81c8000c 0a0b0c0d e5000000 80000000 fffffff0 00000032 00001f40" + REPORT_BLOCK);
        assertThat(read.packets())
                .containsExactly(new SenderReport(
                        0x0a0b0c0d,
                        new NtpTime(0xe5000000_80000000L),
                        0xffff_fff0L,
                        50,
                        8000,
                        List.of(new ReportBlock(0x11111111, 64, -2, 0x1_0005, 7, 0x12345678, 0x8000))));
    }

    @Test
    void whatIsWrittenStandsOnTheWireAsTheRfcDrawsIt() {
        RtcpCompound compound = RtcpCompound.of(
                new ReceiverReport(1, List.of(new ReportBlock(0x11111111, 64, -2, 0x1_0005, 7, 0x12345678, 0x8000))),
                new SourceDescription(List.of(new SourceDescription.Name(1, "ab"))),
                new Bye(List.of(1)));
        byte[] room = new byte[100];
        int length = compound.write(room, 3);
        assertThat(HexFormat.of().formatHex(room, 3, 3 + length))
                .isEqualTo(("81c90007 00000001" + REPORT_BLOCK + "81ca0003 00000001 01026162 00000000"
                                + "81cb0001 00000001")
                        .replace(" ", ""));
        assertThat(compound.length()).isEqualTo(length);
    }

    static Stream<RtcpCompound> whatIsWrittenIsReadAgain() {
        ReportBlock block = new ReportBlock(-1, 255, -0x80_0000, 0xffff_ffffL, 0xffff_ffffL, 0xffff_ffffL, 0);
        List<ReportBlock> blocks = Collections.nCopies(RtcpPacket.MOST, block);
        return Stream.of(
                RtcpCompound.of(new ReceiverReport(7, List.of())),
                RtcpCompound.of(new ReceiverReport(7, blocks)),
                RtcpCompound.of(new SenderReport(7, new NtpTime(-1), 0, 0xffff_ffffL, 1, blocks)),
                RtcpCompound.of(new Bye(List.of()), new SourceDescription(List.of())),
                RtcpCompound.of(new SourceDescription(Stream.of("", "a", "ab", "abc", "é".repeat(127))
                        .map(cname -> new SourceDescription.Name(cname.length(), cname))
                        .toList())));
    }

    @ParameterizedTest
    @MethodSource
    void whatIsWrittenIsReadAgain(RtcpCompound compound) {
        byte[] room = new byte[compound.length()];
        assertThat(compound.write(room, 0)).isEqualTo(room.length);
        assertThat(RtcpCompound.parse(room, 0, room.length)).isEqualTo(compound);
    }

    @Test
    void packetsOfUnknownTypesAndItemsOfOtherKindsArePassedOver() {
        RtcpCompound read = compound("80c90001 00000001 80cc0002 00000001 6e616d65 80cf0001 00000001"
                + "81ca0005 00000001 020178 010161 030179 0800 0000000000");
        assertThat(read.packets())
                .containsExactly(
                        new ReceiverReport(1, List.of()),
                        new SourceDescription(List.of(new SourceDescription.Name(1, "a"))));
    }

    @Test
    void paddingAndExtensionsOfTheLastPacketArePassedOver() {
        RtcpCompound read = compound("a0c90003 00000001 12345678 00000004");
        assertThat(read.packets()).containsExactly(new ReceiverReport(1, List.of()));
    }

    @Test
    void aNameThatFillsItsPacketNeedsNoZero() {
        assertThat(compound("81ca0002 00000001 01026162").packets())
                .containsExactly(new SourceDescription(List.of(new SourceDescription.Name(1, "ab"))));
    }

    @Test
    void bytesThatAreNoTextDoNotGrow() {
        assertThat(compound("81ca0002 00000001 010261ff").packets())
                .containsExactly(new SourceDescription(List.of(new SourceDescription.Name(1, "a?"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "80",
                "80c90001 000000",
                "40c90001 00000001",
                "80c90001 00000001 00c90001 00000001",
                "80c90002 00000001",
                "80c9ffff 00000001",
                "80c90000",
                "80c80005 00000001 00000000 00000000 00000000 00000000",
                "9fc90001 00000001",
                "81c90006 00000001 00000000 00000000 00000000 00000000 00000000",
                "a0c90001 00000000",
                "a0c90001 00000003",
                "a0c90001 00000008",
                "a0c90002 00000001 00000004 80c90001 00000001",
                "81cb0000",
                "9fcb0001 00000001",
                "82ca0003 00000001 01026162 00000000",
                "81ca0000",
                "81ca0002 00000001 01ff6162",
                "81ca0002 00000001 01016101"
            })
    void whatDoesNotKeepToItsOwnLengthsIsMalformed(String hex) {
        assertThat(parse(hex)).isInstanceOf(MalformedRtcp.class);
    }

    @Test
    void everyTruncationIsMalformedOrReadWithinItsBounds() {
        byte[] whole = bytes("80c90001 00000001 81ca0003 00000001 01026162 00000000 81cb0001 00000001");
        for (int length = 0; length < whole.length; length++) {
            boolean betweenPackets = length == 8 || length == 24;
            assertThat(RtcpCompound.parse(whole, 0, length) instanceof RtcpCompound)
                    .as("the first %d bytes", length)
                    .isEqualTo(betweenPackets);
        }
    }

    @Test
    void whatDoesNotFitIsRefused() {
        RtcpCompound compound = RtcpCompound.of(new Bye(Collections.nCopies(RtcpPacket.MOST + 1, 1)));
        assertThatThrownBy(() -> compound.write(new byte[200], 0)).isInstanceOf(IllegalArgumentException.class);
        RtcpCompound report = RtcpCompound.of(new ReceiverReport(1, List.of()));
        assertThatThrownBy(() -> report.write(new byte[10], 4)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SourceDescription.Name(1, "x".repeat(256)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "1900-01-01T00:00:00.5Z, 0000000080000000",
        "1970-01-01T00:00:00Z, 83aa7e8000000000",
        "2021-10-07T00:00:00.25Z, e508b70040000000",
        "2036-02-07T06:28:16Z, 0000000000000000",
        "2040-01-01T00:00:00.75Z, 0754fd00c0000000",
    })
    void aTimeOfDayIsWrittenAsNtpDoes(Instant time, String bits) {
        long micros = time.getEpochSecond() * 1_000_000 + time.getNano() / 1000;
        NtpTime ntp = NtpTime.ofEpochMicros(micros);
        assertThat(HexFormat.of().toHexDigits(ntp.bits())).isEqualTo(bits);
        if (time.isAfter(Instant.parse("1968-01-21T00:00:00Z"))) {
            assertThat(ntp.epochMicros()).isEqualTo(micros);
        }
    }

    @Test
    void aTimeOfDayComesBackToTheMicrosecond() {
        for (long micros = 1_700_000_000_000_000L; micros < 1_700_000_000_001_000L; micros++) {
            assertThat(NtpTime.ofEpochMicros(micros).epochMicros()).isEqualTo(micros);
        }
        assertThat(new NtpTime(0x11112222_33334444L).middle()).isEqualTo(0x22223333L);
    }
}
