package org.callvault.sdp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.callvault.sdp.answer.OfferAnswer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionDescriptionTest {
    private static final String TWO_STREAMS = """
            v=0
            o=gateway 99 3 IN IP4 203.0.113.5
            s=a name
            t=0 0
            a=sendonly
            m=audio 30000/2 RTP/AVP 0 101
            c=IN IP4 203.0.113.6/127
            a=rtpmap:101 telephone-event/8000
            a=fmtp:101 0-16
            a=label:a_leg
            a=rtcp:30009 IN IP4 203.0.113.6
            a=ptime:20
            m=Audio 30010 RTP/AVP 8
            c=IN IP6 2001:db8::6
            a=inactive
            a=rtcp-mux
            """;

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void everyLineEndIsTaken(String lineEnd) {
        SessionDescription description = Descriptions.parsed(TWO_STREAMS.replace("\n", lineEnd));

        assertThat(description.origin()).isEqualTo("gateway 99 3 IN IP4 203.0.113.5");
        assertThat(description.sessionName()).isEqualTo("a name");
        assertThat(description.connectionAddress()).isNull();
        assertThat(description.media()).hasSize(2);
    }

    @Test
    void mediaTellWhatTheRecorderNeeds() {
        MediaDescription first = Descriptions.parsed(TWO_STREAMS).media().get(0);
        MediaDescription second = Descriptions.parsed(TWO_STREAMS).media().get(1);

        assertThat(first.port()).isEqualTo(30000);
        assertThat(first.formats()).containsExactly("0", "101");
        assertThat(first.connectionAddress()).isEqualTo("203.0.113.6");
        assertThat(first.label()).contains("a_leg");
        assertThat(first.rtpmap("101")).contains("telephone-event/8000");
        assertThat(first.fmtp("101")).contains("0-16");
        assertThat(first.ptime()).contains("20");
        assertThat(first.rtcpPort()).isEqualTo(30009);
        assertThat(first.direction()).as("the session's").isEqualTo(Direction.SENDONLY);
        assertThat(second.type()).isEqualTo("audio");
        assertThat(second.direction()).as("its own").isEqualTo(Direction.INACTIVE);
        assertThat(second.rtcpPort()).as("muxed").isEqualTo(30010);
        assertThat(second.label()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0.0.0.0,true", "198.51.100.7,false", "::,true"})
    void theAddressZeroMeansHold(String address, boolean held) {
        SessionDescription offer = Descriptions.offer("m=audio 9000 RTP/AVP 0; c=IN IP4 " + address);

        assertThat(offer.media().getFirst().held()).isEqualTo(held);
    }

    @Test
    void noTextFormShowsAKey() {
        SessionDescription offer = Descriptions.offer("m=audio 9000 RTP/SAVP 0; a=crypto:1 AES_CM_128_HMAC_SHA1_80 "
                + Descriptions.inline(1) + "; a=CRYPTO:2 X " + Descriptions.inline(2));

        assertThat(offer.toString() + OfferAnswer.plan(offer, Descriptions.ALL)).doesNotContain("inline");
    }

    static Stream<Arguments> malformed() {
        String media = "m=audio 9000 RTP/AVP 0\r\n";
        return Stream.of(
                Arguments.of("empty", ""),
                Arguments.of("blank", "\r\n \r\n"),
                Arguments.of("prose", "hello there"),
                Arguments.of("no version first", "o=x 1 1 IN IP4 192.0.2.1\r\n" + media),
                Arguments.of("a line without type", Descriptions.HEAD + "garbage\r\n"),
                Arguments.of("port too high", Descriptions.HEAD + "m=audio 65536 RTP/AVP 0\r\n"),
                Arguments.of("negative port", Descriptions.HEAD + "m=audio -1 RTP/AVP 0\r\n"),
                Arguments.of("port of letters", Descriptions.HEAD + "m=audio nine RTP/AVP 0\r\n"),
                Arguments.of("short m-line", Descriptions.HEAD + "m=audio 9000\r\n"),
                Arguments.of("short c-line", Descriptions.HEAD + "c=IN\r\n"),
                Arguments.of("NUL", Descriptions.HEAD + "a=label:\0\r\n"),
                Arguments.of("65 m-lines", Descriptions.HEAD + media.repeat(65)),
                Arguments.of("257 attributes", Descriptions.HEAD + media + "a=x\r\n".repeat(257)),
                Arguments.of("129 formats", Descriptions.HEAD + "m=audio 9 RTP/AVP" + " 0".repeat(129)),
                Arguments.of("over 64 KB", Descriptions.HEAD + ("i=" + "x".repeat(998) + "\n").repeat(66)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void whatIsNoDescriptionComesBackWithAReason(String name, String text) {
        assertThat(SessionDescription.parse(text.getBytes(UTF_8))).isInstanceOf(MalformedDescription.class);
    }

    @Test
    void theBoundsThemselvesAreTaken() {
        String media = IntStream.range(0, 64)
                .mapToObj(i -> "m=audio " + (9000 + i) + " RTP/AVP 0")
                .collect(Collectors.joining("; "));

        assertThat(Descriptions.offer(media).media()).hasSize(64);
    }
}
