package org.callvault.session.state;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.callvault.media.StreamPlan;
import org.callvault.session.dialog.Refusal;
import org.callvault.session.signal.OutboundRequest;
import org.callvault.session.signal.SipRequest;
import org.callvault.session.signal.SipResponse;
import org.callvault.session.state.Effect.CancelTimer;
import org.callvault.session.state.Effect.CloseMedia;
import org.callvault.session.state.Effect.Count;
import org.callvault.session.state.Effect.Describe;
import org.callvault.session.state.Effect.FinishRecording;
import org.callvault.session.state.Effect.Reply;
import org.callvault.session.state.Effect.Send;
import org.callvault.session.state.Effect.StartTimer;
import org.callvault.session.state.Effect.Stop;
import org.callvault.session.state.SessionEvent.RequestReceived;
import org.callvault.session.state.SessionEvent.TimerFired;
import org.callvault.session.state.SessionState.Changing;
import org.callvault.session.state.SessionState.Closing;
import org.callvault.session.state.SessionState.Ended;
import org.callvault.session.state.SessionState.Idle;
import org.callvault.session.state.SessionState.Live;
import org.callvault.session.state.SessionState.Preparing;
import org.callvault.session.state.SessionState.Unacknowledged;

/** State and event to step: the table of phases. {@link Setup} answers the INVITE, {@link InDialog} what follows it. */
public final class SessionLogic {
    private final SessionContext context;
    private final SecureRandom random;
    private final Setup setup;
    private final InDialog inDialog;

    public SessionLogic(SessionContext context, SecureRandom random) {
        this.context = context;
        this.random = random;
        Negotiation negotiation = new Negotiation(context, random);
        this.setup = new Setup(context, negotiation, random);
        this.inDialog = new InDialog(context, negotiation, random);
    }

    public Step on(SessionState state, SessionEvent event, Instant now) {
        return switch (state) {
            case Idle idle -> setup.idle(event, now);
            case Preparing preparing -> setup.preparing(preparing, event, now);
            case Live live -> inDialog.live(live, event, now);
            case Changing changing -> inDialog.changing(changing, event, now);
            case Closing closing -> closing(closing, event);
            case Ended ended -> ended(ended, event, now);
        };
    }

    /**
     * Goes on with a session of another node.
     *
     * @param living the plan that its media goes by; empty where that is gone
     */
    public Step resume(LiveSnapshot snapshot, Optional<List<StreamPlan>> living, Instant now) {
        Call call = snapshot.restored(context, living.orElse(List.of()), random, now);
        return inDialog.resumed(new Live(call, Optional.empty()), living.isPresent(), now);
    }

    private Step closing(Closing closing, SessionEvent event) {
        return switch (event) {
            case SessionEvent.MediaClosed closed -> handedOver(closing.call(), closing.owed());
            case SessionEvent.MediaFailed failed ->
                handedOver(
                        closing.call()
                                .withDescription(
                                        Descriptions.flagged(closing.call().description(), "media_failed")),
                        closing.owed());
            case SessionEvent settled
            when settles(settled, closing.call().dialog().localTag()) ->
                pay(new Closing(closing.call(), Optional.empty()), closing.owed());
            case RequestReceived(SipRequest request) ->
                afterwards(closing, request, closing.call().dialog().localTag());
            default -> Step.to(closing);
        };
    }

    private Step handedOver(Call call, Optional<OutboundRequest> owed) {
        return Step.to(
                new Ended(call.dialog().localTag(), owed),
                new FinishRecording(call.description()),
                new StartTimer(SessionTimers.LINGER, context.timeoutH()));
    }

    /** The same Call-ID may come again with a call of its own. */
    private Step ended(Ended ended, SessionEvent event, Instant now) {
        return switch (event) {
            case SessionEvent settled
            when settles(settled, ended.localTag()) -> pay(new Ended(ended.localTag(), Optional.empty()), ended.owed());
            case RequestReceived(SipRequest request)
            when request.method().equals("INVITE") && request.toTag() == null -> setup.idle(event, now);
            case RequestReceived(SipRequest request) -> afterwards(ended, request, ended.localTag());
            case TimerFired(SessionTimers timer) when timer == SessionTimers.LINGER -> Step.to(ended, new Stop());
            default -> Step.to(ended);
        };
    }

    /** Whether a BYE that is owed may go now: the 2xx is acknowledged, or given up. */
    private static boolean settles(SessionEvent event, String localTag) {
        return switch (event) {
            case RequestReceived(SipRequest request) ->
                request.method().equals("ACK") && localTag.equals(request.toTag());
            case TimerFired(SessionTimers timer) -> timer == SessionTimers.ACK_TIMEOUT;
            default -> false;
        };
    }

    private static Step pay(SessionState next, Optional<OutboundRequest> owed) {
        Step settled = Step.to(next, new CancelTimer(SessionTimers.ACK_TIMEOUT));
        return owed.map(bye -> settled.then(new Send(bye))).orElse(settled);
    }

    /** A BYE that crosses ours is fine; anything else came too late. */
    private static Step afterwards(SessionState state, SipRequest request, String localTag) {
        boolean crossing = request.method().equals("BYE") && localTag.equals(request.toTag());
        return crossing ? reply(state, request, Responses.plain(200, localTag)) : noDialog(state, request, localTag);
    }

    /** 481 to everything but ACK. */
    static Step noDialog(SessionState state, SipRequest request, String localTag) {
        return request.method().equals("ACK")
                ? Step.to(state)
                : refuse(state, request, Refusal.of(481, "no_dialog", "no such dialog"), localTag);
    }

    static Step reply(SessionState state, SipRequest request, SipResponse response) {
        return Step.to(state, new Reply(request.transaction(), response));
    }

    static Step refuse(SessionState state, SipRequest request, Refusal refusal, String localTag) {
        return Step.to(
                state,
                new Reply(request.transaction(), Responses.refused(refusal, localTag)),
                new Count(refusal.label()));
    }

    /** The call is over: everything that is known is written into the spool before media closes it. */
    static Step close(Call call, String reason, Instant now) {
        return over(call, reason, now, Optional.empty()).then(new CancelTimer(SessionTimers.ACK_TIMEOUT));
    }

    /** The same with a BYE of ours. */
    static Step hangUp(Call call, String reason, Instant now) {
        Send bye = new Send(bye(call));
        return close(call.withDialog(call.dialog().sent()), reason, now).then(bye);
    }

    /** The same; while the first 2xx waits for its ACK, the BYE is owed. */
    static Step hangUp(Live live, String reason, Instant now) {
        Call call = live.call();
        return live.unacknowledged().filter(Unacknowledged::initial).isPresent()
                ? over(call.withDialog(call.dialog().sent()), reason, now, Optional.of(bye(call)))
                : hangUp(call, reason, now);
    }

    private static Step over(Call call, String reason, Instant now, Optional<OutboundRequest> owed) {
        Call over = call.withDescription(Descriptions.ended(call.description(), reason, now));
        return Step.to(
                new Closing(over, owed),
                new CancelTimer(SessionTimers.RETRANSMIT),
                new CancelTimer(SessionTimers.CHECK),
                new CancelTimer(SessionTimers.TELL),
                new CancelTimer(SessionTimers.REFRESH),
                new Describe(over.description()),
                new CloseMedia());
    }

    private static OutboundRequest bye(Call call) {
        return call.dialog().request("BYE", List.of());
    }
}
