package org.callvault.cli.bench.sessions;

import akka.actor.typed.ActorRef;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.callvault.cli.src.CallBody;
import org.callvault.cluster.SessionSharding;
import org.callvault.session.SessionCommand;
import org.callvault.session.SessionCommand.SipReply;
import org.callvault.session.Signalling;
import org.callvault.session.signal.CallId;
import org.callvault.session.signal.OutboundRequest;
import org.callvault.session.signal.SipAnswer;
import org.callvault.session.signal.SipPeer;
import org.callvault.session.signal.SipRequest;
import org.callvault.session.signal.SipResponse;
import org.callvault.session.signal.SipTransport;
import org.jspecify.annotations.Nullable;

/** An SRC and the frontend that it speaks to: requests go to sessions as messages, and theirs are answered at once. */
final class BareSrc implements Signalling {
    /** As long as a frontend waits before it asks a session again, and as often. */
    private static final Duration AGAIN_AFTER = Duration.ofSeconds(1);

    private static final int ATTEMPTS = 30;
    private static final String ADDRESS = "127.0.0.1";
    private static final List<Integer> PORTS = List.of(40_000, 40_002);

    private final String node;
    private final CompletableFuture<SessionSharding> sharding = new CompletableFuture<>();
    private final CompletableFuture<ActorRef<SipReply>> frontend = new CompletableFuture<>();
    private final Map<String, CompletableFuture<SipResponse>> open = new ConcurrentHashMap<>();
    private final AtomicInteger askedAgain = new AtomicInteger();
    private final AtomicInteger moved = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();

    /** A call that was answered. */
    record Call(CallId id, String toTag) {}

    /**
     * @param node that it speaks to
     */
    BareSrc(String node) {
        this.node = node;
    }

    /** What it speaks to is there. */
    void connected(SessionSharding to, ActorRef<SipReply> answers) {
        sharding.complete(to);
        frontend.complete(answers);
    }

    /** An answer of a session; one that comes again is known. */
    void take(SipReply reply) {
        CompletableFuture<SipResponse> asked = open.get(reply.transaction());
        if (asked != null && reply.response().status() >= 200) {
            asked.complete(reply.response());
        }
    }

    /** Begins a call of two streams and acknowledges it. */
    Call invite(String name) throws InterruptedException {
        CallId id = new CallId(name);
        CallBody body = CallBody.inTheClear(ADDRESS, PORTS, name);
        SipResponse answer = ask(request(id, "INVITE", 1, null, body.contentType(), body.withMetadata("sendonly")));
        if (answer.status() != 200) {
            throw new IllegalStateException("a call was refused: " + answer.status() + " " + answer.reason());
        }
        sharding.join()
                .tell(
                        id,
                        new SessionCommand.Handle(request(id, "ACK", 1, answer.toTag(), null, new byte[0]), replies()));
        return new Call(id, answer.toTag());
    }

    /** Asks whether a call is known; its status. */
    int options(Call call) throws InterruptedException {
        return ask(request(call.id(), "OPTIONS", 2, call.toTag(), null, new byte[0]))
                .status();
    }

    /** Ends a call; the status of the answer. */
    int bye(Call call) throws InterruptedException {
        return ask(request(call.id(), "BYE", 3, call.toTag(), null, new byte[0]))
                .status();
    }

    private SipResponse ask(SipRequest request) throws InterruptedException {
        CompletableFuture<SipResponse> answer = new CompletableFuture<>();
        open.put(request.transaction(), answer);
        try {
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                if (attempt > 0) {
                    askedAgain.incrementAndGet();
                }
                sharding.join().tell(request.callId(), new SessionCommand.Handle(request, replies()));
                try {
                    return answer.get(AGAIN_AFTER.toMillis(), TimeUnit.MILLISECONDS);
                } catch (TimeoutException late) {
                    // Asked again.
                }
            }
            throw new IllegalStateException("no answer to " + request);
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        } finally {
            open.remove(request.transaction());
        }
    }

    private ActorRef<SipReply> replies() {
        return frontend.join();
    }

    private SipRequest request(
            CallId id, String method, long cseq, @Nullable String toTag, @Nullable String type, byte[] body) {
        return new SipRequest(
                method.equals("ACK") ? "" : method + ' ' + id.value(),
                method,
                "sips:srs@" + ADDRESS,
                id,
                "src",
                toTag,
                cseq,
                "<sips:sbc@" + ADDRESS + ">;tag=src",
                "<sips:srs@" + ADDRESS + '>',
                "<sips:sbc@" + ADDRESS + ":5061>;+sip.src",
                List.of(),
                Map.of(),
                type,
                body,
                new SipPeer(ADDRESS, 5061, SipTransport.TLS, ADDRESS, 5063, node),
                "default");
    }

    /** A request of a session: a re-INVITE is a call's move, a BYE its end, and everything is answered with 200. */
    @Override
    public void send(OutboundRequest request) {
        if (request.method().equals("ACK")) {
            return;
        }
        byte[] body = new byte[0];
        if (request.method().equals("INVITE")) {
            moved.incrementAndGet();
            body = CallBody.inTheClear(ADDRESS, PORTS, request.callId().value()).answer("sendonly");
        } else if (request.method().equals("BYE")) {
            ended.incrementAndGet();
        }
        SipAnswer answer = new SipAnswer(
                request.callId(),
                request.method(),
                request.cseq(),
                200,
                "<" + request.remoteTarget() + ">",
                Map.of("content-type", List.of("application/sdp")),
                body);
        sharding.join().tell(request.callId(), new SessionCommand.Answered(answer));
    }

    int askedAgain() {
        return askedAgain.get();
    }

    int moved() {
        return moved.get();
    }

    /** Calls that a session ended by itself. */
    int ended() {
        return ended.get();
    }
}
