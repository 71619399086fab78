package org.callvault.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.callvault.sdp.answer.AnswerIdentity;
import org.callvault.sdp.answer.AnswerPlan;
import org.callvault.sdp.answer.LocalMedia;
import org.callvault.sdp.answer.OfferAnswer;
import org.callvault.sdp.offer.AnswerReader;
import org.callvault.sdp.offer.AnsweredStream;
import org.callvault.sdp.offer.OfferWriter;
import org.callvault.sdp.offer.OfferedStream;
import org.junit.jupiter.api.Test;

/** The test client's offer, the recorder's answer, and back. */
class TestClientRoundTripTest {
    @Test
    void clientAndRecorderAgreeOnPortsLabelsAndKeys() {
        AnswerIdentity client = new AnswerIdentity(1, 1, "198.51.100.20");
        String offer = OfferWriter.write(
                client,
                List.of(
                        new OfferedStream("1", 40000, false, List.of(0, 8, 101), Descriptions.key(1), "sendonly"),
                        new OfferedStream("2", 40002, false, List.of(8), null, "sendonly")));

        AnswerPlan plan = OfferAnswer.plan(Descriptions.parsed(offer), Descriptions.ALL);
        String answer = OfferAnswer.write(
                plan,
                Descriptions.SELF,
                Map.of(
                        0, new LocalMedia(20000, 20001, Descriptions.key(90)),
                        1, new LocalMedia(20002, 20009, null)));
        List<AnsweredStream> streams = AnswerReader.read(Descriptions.parsed(answer));

        assertThat(offer).contains("m=audio 40000 RTP/SAVP 0 8 101\r\n").contains("m=audio 40002 RTP/AVP 8\r\n");
        assertThat(Descriptions.keyOf(plan.accepted().getFirst().remoteKeys()))
                .isEqualTo(Descriptions.key(1).keyAndSalt());
        assertThat(streams).hasSize(2);
        AnsweredStream first = streams.getFirst();
        assertThat(first.label()).isEqualTo("1");
        assertThat(first.address()).isEqualTo("192.0.2.10");
        assertThat(first.port()).isEqualTo(20000);
        assertThat(first.rtcpPort()).isEqualTo(20001);
        assertThat(first.formats()).containsExactly("0", "8", "101");
        assertThat(Descriptions.keyOf(first.keys()))
                .isEqualTo(Descriptions.key(90).keyAndSalt());
        assertThat(streams.get(1))
                .isEqualTo(new AnsweredStream(1, "2", "192.0.2.10", 20002, 20009, false, null, List.of("8")));
    }

    @Test
    void aRefusedStreamHasPortZero() {
        AnswerPlan plan = OfferAnswer.plan(Descriptions.offer("m=audio 9000 RTP/AVP 97"), Descriptions.ALL);
        String answer = OfferAnswer.write(plan, Descriptions.SELF, Map.of());

        assertThat(AnswerReader.read(Descriptions.parsed(answer)).getFirst().port())
                .isZero();
    }
}
