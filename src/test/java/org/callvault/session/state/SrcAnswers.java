package org.callvault.session.state;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.callvault.session.signal.CallId;
import org.callvault.session.signal.OutboundRequest;
import org.callvault.session.signal.SipAnswer;
import org.callvault.session.state.SessionEvent.AnswerReceived;

/** What an SRC is asked in INVITEs of ours, and what it answers. */
final class SrcAnswers {
    private SrcAnswers() {}

    static AnswerReceived answer(long cseq, int status, String sdp) {
        return new AnswerReceived(new SipAnswer(
                new CallId("call@sbc"),
                "INVITE",
                cseq,
                status,
                "<<sip:broken>;+sip.src>",
                Map.of(),
                sdp.getBytes(StandardCharsets.UTF_8)));
    }

    static String sdp(OutboundRequest request) {
        return new String(request.body(), StandardCharsets.UTF_8);
    }
}
