package org.callvault.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.callvault.sdp.answer.Accepted;
import org.callvault.sdp.answer.AnswerPlan;
import org.callvault.sdp.answer.AnswerPolicy;
import org.callvault.sdp.answer.MediaPlan;
import org.callvault.sdp.answer.OfferAnswer;
import org.callvault.sdp.answer.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is accepted of an offer, as tables: m-lines on the left, decisions on the right. */
class OfferAnswerPlanTest {
    private static final String SDES = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 " + Descriptions.inline(1);
    private static final String DTLS = "a=fingerprint:sha-256 " + "AB:".repeat(31) + "AB";
    private static final AnswerPolicy NO_SRTP = new AnswerPolicy(false, true, true, 8);
    private static final AnswerPolicy NO_PLAIN = new AnswerPolicy(true, false, true, 8);
    private static final AnswerPolicy NO_SDES = new AnswerPolicy(true, true, false, 8);
    private static final AnswerPolicy ONE_STREAM = new AnswerPolicy(true, true, true, 1);

    static Stream<Arguments> decisions() {
        String audio = "m=audio 9000 ";
        return Stream.of(
                Arguments.of(audio + "RTP/AVP 0", Descriptions.ALL, "ok"),
                Arguments.of(audio + "RTP/AVPF 0", Descriptions.ALL, "ok"),
                Arguments.of(audio + "rtp/avp 0", Descriptions.ALL, "ok"),
                Arguments.of(audio + "RTP/SAVP 0; " + SDES, Descriptions.ALL, "ok srtp"),
                Arguments.of(audio + "RTP/SAVPF 0; " + SDES, Descriptions.ALL, "ok srtp"),
                Arguments.of(audio + "UDP/TLS/RTP/SAVP 0; " + SDES, Descriptions.ALL, "ok srtp"),
                Arguments.of(audio + "UDP/TLS/RTP/SAVPF 0; a=setup:actpass; " + SDES, Descriptions.ALL, "ok srtp"),
                Arguments.of(audio + "UDP/TLS/RTP/SAVP 0; a=setup:actpass", Descriptions.ALL, "NO_USABLE_FINGERPRINT"),
                Arguments.of(audio + "UDP/TLS/RTP/SAVP 0; a=setup:actpass; " + DTLS, Descriptions.ALL, "ok dtls"),
                Arguments.of(audio + "udp/tls/rtp/savpf 0; " + DTLS, Descriptions.ALL, "ok dtls"),
                Arguments.of(audio + "UDP/TLS/RTP/SAVPF 0; " + SDES + "; " + DTLS, Descriptions.ALL, "ok dtls"),
                Arguments.of(audio + "UDP/TLS/RTP/SAVPF 0; " + DTLS, NO_SDES, "ok dtls"),
                Arguments.of(audio + "UDP/TLS/RTP/SAVPF 0; " + DTLS, NO_SRTP, "SRTP_DISABLED"),
                Arguments.of(
                        audio + "UDP/TLS/RTP/SAVPF 0; a=fingerprint:sha-1 " + "AB:".repeat(19) + "AB",
                        Descriptions.ALL,
                        "NO_USABLE_FINGERPRINT"),
                Arguments.of(
                        audio + "UDP/TLS/RTP/SAVPF 0; a=setup:holdconn; " + DTLS,
                        Descriptions.ALL,
                        "NO_USABLE_FINGERPRINT"),
                Arguments.of(audio + "RTP/SAVP 0; " + SDES + "; a=setup:actpass; " + DTLS, Descriptions.ALL, "ok srtp"),
                Arguments.of(audio + "RTP/SAVP 0; a=setup:actpass; " + DTLS, Descriptions.ALL, "NO_USABLE_CRYPTO"),
                Arguments.of(audio + "RTP/AVP 0; a=setup:actpass; " + DTLS, Descriptions.ALL, "ok"),
                Arguments.of(audio + "TCP/MSRP *", Descriptions.ALL, "PROTOCOL_UNSUPPORTED"),
                Arguments.of(audio + "RTP/AVP 0; " + SDES, Descriptions.ALL, "ok"),
                Arguments.of(audio + "RTP/SAVP 0", Descriptions.ALL, "NO_USABLE_CRYPTO"),
                Arguments.of(
                        audio + "RTP/SAVP 0; a=crypto:1 NULL_HMAC_SHA1_80 inline:AA",
                        Descriptions.ALL,
                        "NO_USABLE_CRYPTO"),
                Arguments.of(audio + "RTP/SAVP 0; " + SDES, NO_SDES, "KEYS_OVER_PLAINTEXT_SIGNALLING"),
                Arguments.of(audio + "RTP/SAVP 0; " + SDES, NO_SRTP, "SRTP_DISABLED"),
                Arguments.of(audio + "RTP/AVP 0", NO_PLAIN, "PLAINTEXT_FORBIDDEN"),
                Arguments.of(audio + "RTP/AVP 0; " + SDES, NO_PLAIN, "PLAINTEXT_FORBIDDEN"),
                Arguments.of("m=video 9000 RTP/AVP 96; a=rtpmap:96 H264/90000", Descriptions.ALL, "NOT_AUDIO"),
                Arguments.of("m=audio 0 RTP/AVP 0", Descriptions.ALL, "PORT_ZERO"),
                Arguments.of(audio + "RTP/AVP 97", Descriptions.ALL, "NO_COMMON_CODEC"),
                Arguments.of(
                        audio + "RTP/AVP 101; a=rtpmap:101 telephone-event/8000", Descriptions.ALL, "NO_COMMON_CODEC"),
                Arguments.of(audio + "RTP/AVP 13 19", Descriptions.ALL, "NO_COMMON_CODEC"),
                Arguments.of(audio + "RTP/AVP", Descriptions.ALL, "NO_COMMON_CODEC"),
                Arguments.of(audio + "RTP/AVP 300 x", Descriptions.ALL, "NO_COMMON_CODEC"),
                Arguments.of(
                        audio + "RTP/AVP 0; m=audio 9002 RTP/SAVP 0; " + SDES,
                        NO_PLAIN,
                        "PLAINTEXT_FORBIDDEN, ok srtp"),
                Arguments.of(audio + "RTP/AVP 0; m=audio 9002 RTP/SAVP 0; " + SDES, Descriptions.ALL, "ok, ok srtp"),
                Arguments.of(
                        "m=audio 0 RTP/AVP 0; " + audio + "RTP/AVP 0; m=audio 9002 RTP/AVP 0",
                        ONE_STREAM,
                        "PORT_ZERO, ok, TOO_MANY_STREAMS"));
    }

    @ParameterizedTest(name = "{0} -> {2}")
    @MethodSource("decisions")
    void eachMediaLineIsDecidedByItself(String media, AnswerPolicy policy, String expected) {
        AnswerPlan plan = OfferAnswer.plan(Descriptions.offer(media), policy);

        assertThat(plan.media().stream().map(OfferAnswerPlanTest::decision).collect(Collectors.joining(", ")))
                .isEqualTo(expected);
        assertThat(plan.anyAccepted()).isEqualTo(expected.contains("ok"));
    }

    private static String decision(MediaPlan plan) {
        return switch (plan) {
            case Refused refused -> refused.reason().name();
            case Accepted accepted ->
                accepted.dtls() != null ? "ok dtls" : accepted.remoteKeys() == null ? "ok" : "ok srtp";
        };
    }

    static Stream<Arguments> codecs() {
        return Stream.of(
                Arguments.of("0 8 9 18", "{0=PCMU/8000, 8=PCMA/8000, 9=G722/8000, 18=G729/8000}"),
                Arguments.of(
                        "96 0 101; a=rtpmap:96 opus/48000/2; a=rtpmap:101 telephone-event/8000",
                        "{96=opus/48000/2, 0=PCMU/8000, 101=telephone-event/8000}"),
                Arguments.of("8 19 13", "{8=PCMA/8000, 19=CN/8000, 13=CN/8000}"),
                Arguments.of("97; a=rtpmap:97 NOBODY-KNOWS/16000", "{97=NOBODY-KNOWS/16000}"),
                Arguments.of("0 97 98; a=rtpmap:98 broken", "{0=PCMU/8000}"),
                Arguments.of("0 0 8; a=rtpmap:0 nonsense", "{0=PCMU/8000, 8=PCMA/8000}"));
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void everyCodecThatHasANameIsAccepted(String formats, String expected) {
        Accepted accepted = accepted("m=audio 9000 RTP/AVP " + formats);

        assertThat(accepted.payloadTypes()).hasToString(expected);
        assertThat(accepted.formats())
                .containsExactlyElementsOf(accepted.payloadTypes().keySet().stream()
                        .map(String::valueOf)
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({
        "a=sendonly,false",
        "a=sendrecv,false",
        "a=x,false",
        "a=recvonly,true",
        "a=inactive,true",
        "c=IN IP4 0.0.0.0,true"
    })
    void holdIsAnsweredInactiveAndSendonlyIsNoHold(String line, boolean inactive) {
        assertThat(accepted("m=audio 9000 RTP/AVP 0; " + line).inactive()).isEqualTo(inactive);
    }

    @ParameterizedTest
    @CsvSource({
        "a=x,198.51.100.9,9000,9001,false",
        "c=IN IP4 198.51.100.77,198.51.100.77,9000,9001,false",
        "c=IN IP6 2001:db8::7,2001:db8::7,9000,9001,false",
        "c=IN IP4 sbc.example.net,,9000,9001,false",
        "c=IN IP4 0.0.0.0,,9000,9001,false",
        "a=rtcp:9009,198.51.100.9,9000,9009,false",
        "a=rtcp-mux,198.51.100.9,9000,9000,true"
    })
    void theRemoteEndIsRead(String line, String address, int port, int rtcpPort, boolean mux) {
        Accepted accepted = accepted("m=audio 9000 RTP/AVP 0; " + line);

        assertThat(accepted.remoteAddress()).isEqualTo(address);
        assertThat(accepted.remotePort()).isEqualTo(port);
        assertThat(accepted.remoteRtcpPort()).isEqualTo(rtcpPort);
        assertThat(accepted.rtcpMux()).isEqualTo(mux);
    }

    @Test
    void theFirstUsableCryptoLineIsTaken() {
        String suite32 = "AES_CM_128_HMAC_SHA1_32 ";
        Accepted accepted = accepted("m=audio 9000 RTP/SAVP 0"
                + "; a=crypto:1 F8_128_HMAC_SHA1_80 " + Descriptions.inline(1)
                + "; a=crypto:2 " + suite32 + "inline:AAAA"
                + "; a=crypto:2 " + suite32 + Descriptions.inline(2)
                + "; a=crypto:3 " + suite32 + Descriptions.inline(3) + "|1:0"
                + "; a=crypto:4 " + suite32 + Descriptions.inline(4) + "|2^31"
                + "; a=crypto:5 AES_CM_128_HMAC_SHA1_80 " + Descriptions.inline(5));

        assertThat(accepted.cryptoTag()).isEqualTo(4);
        assertThat(accepted.suite()).hasToString("AES_CM_128_HMAC_SHA1_32");
        assertThat(Descriptions.keyOf(accepted.remoteKeys())).isEqualTo(Descriptions.bytes(30, 4));
    }

    @Test
    void labelsOfAnyKindAreKept() {
        AnswerPlan plan = OfferAnswer.plan(
                Descriptions.offer("m=audio 9000 RTP/AVP 0; a=label:16777227; m=audio 9002 RTP/AVP 0; a=label:a_leg"
                        + "; m=audio 9004 RTP/AVP 0"),
                Descriptions.ALL);

        assertThat(plan.accepted().stream().map(stream -> String.valueOf(stream.label())))
                .isEqualTo(List.of("16777227", "a_leg", "null"));
    }

    private static Accepted accepted(String media) {
        return OfferAnswer.plan(Descriptions.offer(media), Descriptions.ALL)
                .accepted()
                .getFirst();
    }
}
