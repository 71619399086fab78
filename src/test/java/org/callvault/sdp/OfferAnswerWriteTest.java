package org.callvault.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.callvault.sdp.answer.AnswerIdentity;
import org.callvault.sdp.answer.AnswerPlan;
import org.callvault.sdp.answer.LocalMedia;
import org.callvault.sdp.answer.OfferAnswer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OfferAnswerWriteTest {
    private static final String HEAD = "v=0\r\no=- 4711 2 IN IP4 192.0.2.10\r\ns=-\r\nc=IN IP4 192.0.2.10\r\nt=0 0\r\n";
    private static final String CRYPTO = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 ";

    @Test
    void theWholeAnswerIsAsTheRecorderMeansIt() {
        AnswerPlan plan = OfferAnswer.plan(
                Descriptions.offer(
                        "m=audio 9000 RTP/SAVP 96 0 101 97; a=rtpmap:96 opus/48000/2; a=fmtp:96 useinbandfec=1"
                                + "; a=rtpmap:101 telephone-event/8000; a=fmtp:101 0-16; a=ptime:20; a=label:1; a=sendonly; "
                                + "a=crypto:3 AES_CM_128_HMAC_SHA1_80 " + Descriptions.inline(1) + "|2^31"
                                + "; m=video 9100 RTP/AVP 99 98; a=label:v"
                                + "; m=audio 9002 RTP/AVP 8; a=label:2; a=inactive; a=rtcp-mux"),
                Descriptions.ALL);

        String answer = OfferAnswer.write(
                plan,
                Descriptions.SELF,
                Map.of(0, new LocalMedia(20000, 20007, Descriptions.key(100)), 2, new LocalMedia(20002, 20002, null)));

        assertThat(answer)
                .isEqualTo(HEAD
                        + String.join(
                                "\r\n",
                                "m=audio 20000 RTP/SAVP 96 0 101",
                                "a=rtpmap:96 opus/48000/2",
                                "a=fmtp:96 useinbandfec=1",
                                "a=rtpmap:0 PCMU/8000",
                                "a=rtpmap:101 telephone-event/8000",
                                "a=fmtp:101 0-16",
                                "a=ptime:20",
                                "a=label:1",
                                "a=rtcp:20007",
                                "a=crypto:3 AES_CM_128_HMAC_SHA1_80 " + Descriptions.inline(100),
                                "a=recvonly",
                                "m=video 0 RTP/AVP 99 98",
                                "a=label:v",
                                "m=audio 20002 RTP/AVP 8",
                                "a=rtpmap:8 PCMA/8000",
                                "a=label:2",
                                "a=rtcp-mux",
                                "a=inactive",
                                ""));
    }

    @ParameterizedTest
    @CsvSource({"RTP/AVP", "RTP/AVPF", "RTP/SAVP", "RTP/SAVPF", "UDP/TLS/RTP/SAVP", "UDP/TLS/RTP/SAVPF"})
    void theProtocolIsEchoed(String protocol) {
        AnswerPlan plan = plan("m=audio 9000 " + protocol + " 0; " + CRYPTO + Descriptions.inline(1));

        assertThat(written(plan, new LocalMedia(20000, 20001, Descriptions.key(2))))
                .contains("m=audio 20000 " + protocol + " 0\r\n")
                .doesNotContain("a=rtcp:")
                .doesNotContain(Descriptions.inline(1));
    }

    @Test
    void aStreamWithoutPortsOfOursIsRefusedAndTheOthersStay() {
        AnswerPlan plan = plan("m=audio 9000 RTP/AVP 0; m=audio 9002 RTP/AVP 8");

        assertThat(written(plan, new LocalMedia(20000, 20001, null)))
                .contains("m=audio 20000 RTP/AVP 0\r\n")
                .contains("m=audio 0 RTP/AVP 8\r\n");
    }

    @Test
    void anIpv6AddressIsWrittenAsSuch() {
        AnswerPlan plan = plan("m=audio 9000 RTP/AVP 0");

        assertThat(OfferAnswer.write(plan, new AnswerIdentity(1, 1, "2001:db8::1"), Map.of()))
                .contains("o=- 1 1 IN IP6 2001:db8::1\r\n")
                .contains("c=IN IP6 2001:db8::1\r\n");
    }

    @Test
    void aKeyIsNeverUsedTwice() {
        AnswerPlan plan = plan("m=audio 9000 RTP/SAVP 0; " + CRYPTO + Descriptions.inline(1)
                + "; m=audio 9002 RTP/SAVP 0; " + CRYPTO + Descriptions.inline(2));
        LocalMedia fresh = new LocalMedia(20000, 20001, Descriptions.key(50));
        LocalMedia mirrored = new LocalMedia(20002, 20003, Descriptions.key(1));

        assertThatThrownBy(() -> OfferAnswer.write(plan, Descriptions.SELF, Map.of(0, fresh, 1, fresh)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> OfferAnswer.write(plan, Descriptions.SELF, Map.of(0, fresh, 1, mirrored)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anSrtpStreamIsNeverAnsweredWithoutAKey() {
        AnswerPlan plan = plan("m=audio 9000 RTP/SAVP 0; " + CRYPTO + Descriptions.inline(1));

        assertThatThrownBy(() -> written(plan, new LocalMedia(20000, 20001, null)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static AnswerPlan plan(String media) {
        return OfferAnswer.plan(Descriptions.offer(media), Descriptions.ALL);
    }

    private static String written(AnswerPlan plan, LocalMedia first) {
        return OfferAnswer.write(plan, Descriptions.SELF, Map.of(0, first));
    }
}
