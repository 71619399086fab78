package org.callvault.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import org.callvault.sdp.answer.Accepted;
import org.callvault.sdp.answer.AnswerPlan;
import org.callvault.sdp.answer.LocalMedia;
import org.callvault.sdp.answer.MediaPlan;
import org.callvault.sdp.answer.OfferAnswer;
import org.callvault.sdp.crypto.CryptoAttribute;
import org.callvault.sdp.crypto.RefusedCrypto;
import org.callvault.srtp.SrtpMasterKey;

/** Session descriptions of strangers: reading, planning and answering end in a result, and our answer is one that we can read. */
class DescriptionFuzzTest {
    @FuzzTest
    void anOfferIsAnsweredWithWhatCanBeRead(byte[] body) {
        if (SessionDescription.parse(body) instanceof SessionDescription offer) {
            AnswerPlan plan = OfferAnswer.plan(offer, Descriptions.ALL);
            String text = OfferAnswer.write(plan, Descriptions.SELF, localEnds(plan));
            SessionDescription answer = Descriptions.parsed(text);
            assertThat(answer.media()).hasSameSizeAs(offer.media());
            for (MediaPlan media : plan.media()) {
                MediaDescription answered = answer.media().get(media.offered().index());
                assertThat(answered.port() != 0).isEqualTo(media instanceof Accepted);
            }
        }
    }

    @FuzzTest
    void aCryptoLineIsAKeyOrARefusal(byte[] line) {
        String value = new String(line, StandardCharsets.UTF_8);
        switch (CryptoAttribute.parse(value)) {
            case CryptoAttribute usable -> {
                assertThat(usable.toString()).doesNotContain("inline");
                String again = CryptoAttribute.line(
                                usable.tag(),
                                usable.suiteName(),
                                usable.keys().keys().getFirst())
                        .substring("a=crypto:".length());
                CryptoAttribute read = (CryptoAttribute) CryptoAttribute.parse(again);
                assertThat(read.keys().keys().getFirst().keyAndSalt())
                        .isEqualTo(usable.keys().keys().getFirst().keyAndSalt());
            }
            case RefusedCrypto refused -> assertThat(refused.reason()).isNotNull();
        }
    }

    private static Map<Integer, LocalMedia> localEnds(AnswerPlan plan) {
        SecureRandom random = new SecureRandom();
        Map<Integer, LocalMedia> ends = new HashMap<>();
        for (MediaPlan media : plan.media()) {
            if (media instanceof Accepted accepted) {
                SrtpMasterKey key = accepted.suite() == null ? null : SrtpMasterKey.generate(accepted.suite(), random);
                ends.put(accepted.offered().index(), new LocalMedia(40_000, 40_001, key));
            }
        }
        return ends;
    }
}
