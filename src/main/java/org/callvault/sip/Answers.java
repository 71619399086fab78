package org.callvault.sip;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.callvault.session.SessionCommand;
import org.callvault.session.signal.CallId;
import org.callvault.session.signal.OutboundRequest;
import org.callvault.session.signal.SipAnswer;
import org.callvault.sip.stack.MessageReader;
import org.callvault.sip.wire.SipHead;
import org.callvault.sip.wire.WireMessage;

/**
 * Answers to requests of ours. Each reaches its session once; a repeated 2xx to an INVITE gets its ACK again without asking
 * the session (RFC 3261, 13.2.2.4). An answer to nothing is counted and dropped. May be used from any thread.
 */
final class Answers {
    /** ACKs kept for repetition; the oldest go first. */
    private static final int MOST = 4096;

    private final SessionRouter router;
    private final Consumer<OutboundRequest> sender;
    private final SipMetrics metrics;
    private final Map<Acknowledged, OutboundRequest> acknowledgements = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Acknowledged, OutboundRequest> eldest) {
            return size() > MOST;
        }
    };

    private record Acknowledged(CallId callId, long cseq) {}

    Answers(SessionRouter router, Consumer<OutboundRequest> sender, SipMetrics metrics) {
        this.router = router;
        this.sender = sender;
        this.metrics = metrics;
    }

    /** An ACK is being sent: the 2xx may come again. */
    void acknowledged(OutboundRequest ack) {
        synchronized (acknowledgements) {
            acknowledgements.put(new Acknowledged(ack.callId(), ack.cseq()), ack);
        }
    }

    /** Takes a response from the stack. */
    void received(SIPResponse response, boolean expected) {
        String method = response.getCSeq().getMethod();
        String label = Sender.label(method);
        if (expected) {
            metrics.sent(label, response.getStatusCode() / 100 + "xx");
            if (response.getStatusCode() >= 200) {
                tell(answer(response, method));
            }
        } else if (!repeatAck(response)) {
            metrics.sent(label, "stray");
        }
    }

    private boolean repeatAck(SIPResponse response) {
        OutboundRequest ack;
        synchronized (acknowledgements) {
            ack = acknowledgements.get(new Acknowledged(
                    new CallId(response.getCallId().getCallId()),
                    response.getCSeq().getSeqNumber()));
        }
        if (ack == null || response.getStatusCode() / 100 != 2) {
            return false;
        }
        sender.accept(ack);
        return true;
    }

    void timedOut(SIPRequest request) {
        metrics.sent(Sender.label(request.getMethod()), "timeout");
        tell(SipAnswer.without(
                new CallId(request.getCallId().getCallId()),
                request.getMethod(),
                request.getCSeq().getSeqNumber(),
                408));
    }

    /** The request could not be sent at all. */
    void unsent(OutboundRequest request) {
        tell(SipAnswer.without(request.callId(), request.method(), request.cseq(), 503));
    }

    private void tell(SipAnswer answer) {
        router.tell(answer.callId(), new SessionCommand.Answered(answer));
    }

    private static SipAnswer answer(SIPResponse response, String method) {
        WireMessage wire = MessageReader.wire(response);
        SipHead head = wire.head();
        return new SipAnswer(
                new CallId(response.getCallId().getCallId()),
                method,
                response.getCSeq().getSeqNumber(),
                response.getStatusCode(),
                head.first("contact"),
                head.byName(),
                wire.body());
    }
}
