package org.callvault.sdp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.callvault.sdp.answer.AnswerPlan;
import org.callvault.sdp.answer.OfferAnswer;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Whatever is sent, reading, planning and answering end in a result. */
class SdpFuzzTest {
    private static final int MUTANTS = 2_000;
    private static final String SEED = Descriptions.HEAD
            + "m=audio 9000 RTP/SAVP 0 8 96\r\na=rtpmap:96 opus/48000/2\r\na=fmtp:96 stereo=1\r\na=label:1\r\n"
            + "a=crypto:1 AES_CM_128_HMAC_SHA1_80 " + Descriptions.inline(1) + "|2^20|1:4 KDR=1\r\n"
            + "a=crypto:2 AES_CM_128_HMAC_SHA1_32 " + Descriptions.inline(2) + "\r\na=rtcp:9001 IN IP4 192.0.2.1\r\n"
            + "m=audio 9002 RTP/AVP 13 0\r\nc=IN IP4 192.0.2.7\r\na=sendonly\r\n";

    @RepeatedTest(5)
    void mutatedOffersNeverThrow(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        for (int i = 0; i < MUTANTS; i++) {
            byte[] mutant = mutate(SEED.getBytes(UTF_8), random);
            if (SessionDescription.parse(mutant) instanceof SessionDescription offer) {
                AnswerPlan plan = OfferAnswer.plan(offer, Descriptions.ALL);
                String answer = OfferAnswer.write(plan, Descriptions.SELF, Map.of());
                SessionDescription read = Descriptions.parsed(answer);
                assertThat(read.media()).hasSameSizeAs(offer.media());
            }
        }
    }

    @Test
    void theLongestInputsAreReadInNoTime() {
        String media = "m=audio 9000 RTP/SAVP " + "0 ".repeat(100) + "\r\n";
        String lines = ("a=crypto:1 " + "AES ".repeat(50) + "\r\n").repeat(250);
        byte[] large = (Descriptions.HEAD + media + lines).getBytes(UTF_8);

        Assertions.assertTimeout(Duration.ofSeconds(5), () -> {
            for (int i = 0; i < 100; i++) {
                OfferAnswer.plan((SessionDescription) SessionDescription.parse(large), Descriptions.ALL);
            }
        });
    }

    /** Replaces, removes or repeats some bytes. */
    private static byte[] mutate(byte[] seed, Random random) {
        StringBuilder text = new StringBuilder(new String(seed, UTF_8));
        for (int change = random.nextInt(4); change >= 0; change--) {
            int at = random.nextInt(text.length() - 1);
            int end = Math.min(text.length(), at + 1 + random.nextInt(12));
            switch (random.nextInt(3)) {
                case 0 -> text.setCharAt(at, (char) random.nextInt(256));
                case 1 -> text.delete(at, end);
                default -> text.insert(random.nextInt(text.length()), text.substring(at, end));
            }
        }
        return text.toString().getBytes(UTF_8);
    }
}
