package org.callvault.sip;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.callvault.session.SessionCommand;
import org.callvault.session.signal.CallId;
import org.callvault.session.signal.SipResponse;
import org.jspecify.annotations.Nullable;

/** Keeps what the frontend tells sessions, by Call-ID; tests answer by hand. */
public final class RecordingRouter implements SessionRouter {
    private final Map<String, BlockingQueue<SessionCommand>> byCallId = new ConcurrentHashMap<>();

    private volatile int answer;

    /** From now on every request to a session gets this status at once; 0 leaves the answering to the test. */
    void answerAll(int status) {
        answer = status;
    }

    @Override
    public void tell(CallId callId, SessionCommand command) {
        int status = answer;
        if (status == 0) {
            queue(callId.value()).add(command);
        } else if (command instanceof SessionCommand.Handle handle
                && !handle.request().method().equals("ACK")) {
            SipResponse response = new SipResponse(status, null, "srs1", List.of(), null, new byte[0]);
            handle.replyTo().tell(new SessionCommand.SipReply(handle.request().transaction(), response));
        }
    }

    private BlockingQueue<SessionCommand> queue(String callId) {
        return byCallId.computeIfAbsent(callId, _ -> new LinkedBlockingQueue<>());
    }

    public SessionCommand.Handle handle(String callId) throws InterruptedException {
        return (SessionCommand.Handle) next(callId);
    }

    public SessionCommand next(String callId) throws InterruptedException {
        SessionCommand command = queue(callId).poll(10, TimeUnit.SECONDS);
        if (command == null) {
            throw new AssertionError("nothing was told to the session of " + callId);
        }
        return command;
    }

    @Nullable
    public SessionCommand peek(String callId) {
        return queue(callId).peek();
    }

    public List<SessionCommand> waiting(String callId) {
        return new ArrayList<>(queue(callId));
    }
}
