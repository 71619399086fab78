package org.callvault.session.state;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.callvault.media.MediaRefusal;
import org.callvault.media.StreamPorts;
import org.callvault.recording.RecordingDescription;
import org.callvault.recording.RecordingId;
import org.callvault.session.dialog.Dialog;
import org.callvault.session.dialog.Refusal;
import org.callvault.session.dialog.SessionTimer;
import org.callvault.session.history.MetadataHistory;
import org.callvault.session.signal.SipRequest;
import org.callvault.session.signal.SipResponse;
import org.callvault.session.state.Effect.CancelTimer;
import org.callvault.session.state.Effect.Describe;
import org.callvault.session.state.Effect.EnterRecording;
import org.callvault.session.state.Effect.Reply;
import org.callvault.session.state.Effect.StartMedia;
import org.callvault.session.state.Effect.StartTimer;
import org.callvault.session.state.Effect.Stop;
import org.callvault.session.state.Negotiation.Agreed;
import org.callvault.session.state.Negotiation.Garbled;
import org.callvault.session.state.Negotiation.Rejected;
import org.callvault.session.state.Negotiation.Understood;
import org.callvault.session.state.SessionEvent.InviteCancelled;
import org.callvault.session.state.SessionEvent.MediaReady;
import org.callvault.session.state.SessionEvent.MediaRefused;
import org.callvault.session.state.SessionEvent.RecordingEntered;
import org.callvault.session.state.SessionEvent.RequestReceived;
import org.callvault.session.state.SessionEvent.TimerFired;
import org.callvault.session.state.SessionState.Idle;
import org.callvault.session.state.SessionState.Live;
import org.callvault.session.state.SessionState.Preparing;
import org.callvault.session.state.SessionState.Unacknowledged;
import org.callvault.siprec.body.BodyParts;

/** From the INVITE to its answer: read, negotiate, bind ports, enter the recording, 200. */
final class Setup {
    private static final int RETRY_SECONDS = 5;

    private final SessionContext context;
    private final Negotiation negotiation;
    private final SecureRandom random;

    Setup(SessionContext context, Negotiation negotiation, SecureRandom random) {
        this.context = context;
        this.negotiation = negotiation;
        this.random = random;
    }

    Step idle(SessionEvent event, Instant now) {
        if (!(event instanceof RequestReceived(SipRequest request))) {
            return Step.to(new Idle(), new Stop());
        }
        if (!request.method().equals("INVITE") || request.toTag() != null) {
            return SessionLogic.noDialog(new Idle(), request, newTag()).then(new Stop());
        }
        return switch (negotiation.read(request)) {
            case Garbled(Refusal refusal) -> refuse(request, refusal);
            case Understood(BodyParts parts) -> invited(request, parts, now);
        };
    }

    Step preparing(Preparing preparing, SessionEvent event, Instant now) {
        Call call = preparing.call();
        return switch (event) {
            case MediaReady(List<StreamPorts> ports, Optional<MediaPlace> place) ->
                received(preparing, call.receivedAt(place, ports));
            case MediaRefused(MediaRefusal reason, String detail) -> refuse(preparing.invite(), unavailable(reason));
            case SessionEvent.MediaFailed failed -> refuse(preparing.invite(), unavailable(MediaRefusal.FAILED));
            case RecordingEntered(boolean durable) when hasPorts(call) -> answer(preparing, durable);
            case TimerFired(SessionTimers timer)
            when timer == SessionTimers.CATALOG_TIMEOUT -> answer(preparing, false);
            case InviteCancelled(String transaction)
            when transaction.equals(preparing.invite().transaction()) -> abandon(preparing, "cancelled", now);
            case SessionEvent.EndRequested(String reason) -> abandon(preparing, reason, now);
            case RequestReceived(SipRequest request) -> duringSetup(preparing, request, now);
            default -> Step.to(preparing);
        };
    }

    private Step received(Preparing preparing, Call call) {
        return Step.to(
                new Preparing(call, preparing.invite()),
                new EnterRecording(call.description()),
                new StartTimer(SessionTimers.CATALOG_TIMEOUT, context.catalogWait()));
    }

    private Step invited(SipRequest invite, BodyParts parts, Instant now) {
        if (parts.sdp().isEmpty()) {
            return refuse(invite, Refusal.of(488, "offer_missing", "an INVITE to a recorder must carry an offer"));
        }
        if (SessionTimer.isTooShort(invite)) {
            return refuse(invite, SessionTimer.TOO_SHORT);
        }
        if (negotiation.profileOf(invite).requireSiprec() && !Descriptions.isSiprec(invite)) {
            return refuse(invite, Refusal.of(403, "siprec_required", "this recorder takes SIPREC calls only"));
        }
        return switch (negotiation.first(invite, parts.sdp().get().content())) {
            case Rejected(Refusal refusal) -> refuse(invite, refusal);
            case Agreed(NegotiatedMedia media) -> prepare(invite, parts, media, now);
        };
    }

    private Step prepare(SipRequest invite, BodyParts parts, NegotiatedMedia media, Instant now) {
        RecordingDescription description = Descriptions.with(blank(invite, now), invite, parts, media, now);
        Call call = Call.beginning(
                Dialog.of(invite, newTag()),
                negotiation.profileOf(invite),
                takesUpdate(invite),
                media,
                SessionTimer.askedBy(invite, now),
                description,
                now);
        return Step.to(new Preparing(call, invite), new StartMedia(media.streams(), description, Set.of()));
    }

    /** A catalog that is away never stops a recording: the spool has all that is needed. */
    private Step answer(Preparing preparing, boolean durable) {
        Call call = durable
                ? preparing.call()
                : preparing
                        .call()
                        .withDescription(Descriptions.flagged(preparing.call().description(), "catalog_was_away"));
        SipRequest invite = preparing.invite();
        SipResponse ok = Responses.answer(call);
        Unacknowledged pending = new Unacknowledged(invite.transaction(), invite.cseq(), ok, context.t1(), true);
        Step answered = Step.to(
                new Live(call, Optional.of(pending)),
                new CancelTimer(SessionTimers.CATALOG_TIMEOUT),
                new Describe(call.description()),
                new Reply(invite.transaction(), ok),
                new StartTimer(SessionTimers.RETRANSMIT, context.t1()),
                new StartTimer(SessionTimers.ACK_TIMEOUT, context.timeoutH()),
                new StartTimer(SessionTimers.CHECK, context.checkInterval()));
        return call.timer()
                .filter(SessionTimer::ours)
                .map(timer -> answered.then(new StartTimer(SessionTimers.REFRESH, timer.half())))
                .orElse(answered);
    }

    private Step duringSetup(Preparing preparing, SipRequest request, Instant now) {
        String tag = preparing.call().dialog().localTag();
        return switch (request.method()) {
            case "INVITE" ->
                request.transaction().equals(preparing.invite().transaction())
                        ? Step.to(preparing)
                        : SessionLogic.refuse(
                                preparing,
                                request,
                                Refusal.retryLater(500, "invite_pending", "an INVITE is pending", random.nextInt(11)),
                                tag);
            case "BYE" ->
                abandon(preparing, "bye", now).then(new Reply(request.transaction(), Responses.plain(200, tag)));
            default -> SessionLogic.noDialog(preparing, request, tag);
        };
    }

    private Step abandon(Preparing preparing, String reason, Instant now) {
        Call call = preparing.call();
        Reply terminated = new Reply(
                preparing.invite().transaction(),
                Responses.plain(487, call.dialog().localTag()));
        return SessionLogic.close(call, reason, now).then(new CancelTimer(SessionTimers.CATALOG_TIMEOUT), terminated);
    }

    private Step refuse(SipRequest invite, Refusal refusal) {
        return SessionLogic.refuse(new Idle(), invite, refusal, newTag()).then(new Stop());
    }

    private static Refusal unavailable(MediaRefusal reason) {
        return switch (reason) {
            case PORTS_EXHAUSTED ->
                Refusal.retryLater(503, "ports_exhausted", "no media ports are free", RETRY_SECONDS);
            case TOO_MANY_STREAMS -> Refusal.of(488, "too_many_streams", "too many streams in one call");
            case FAILED -> Refusal.retryLater(503, "media_failed", "media could not be started", RETRY_SECONDS);
        };
    }

    /** An SRC that does not say what it allows is believed to allow it. */
    private static boolean takesUpdate(SipRequest invite) {
        List<String> allow = invite.headers().getOrDefault("allow", List.of());
        return allow.isEmpty() || allow.stream().anyMatch(value -> value.contains("UPDATE"));
    }

    private static boolean hasPorts(Call call) {
        return !call.media().ports().isEmpty();
    }

    private RecordingDescription blank(SipRequest invite, Instant now) {
        return new RecordingDescription(
                RecordingId.next(now, random),
                invite.callId().value(),
                context.node(),
                invite.peer().address() + ":" + invite.peer().port() + "/"
                        + invite.peer().transport(),
                false,
                now,
                null,
                null,
                List.of(),
                List.of(),
                MetadataHistory.begun(invite, now),
                List.of(),
                invite.trunk());
    }

    private String newTag() {
        byte[] tag = new byte[8];
        random.nextBytes(tag);
        return HexFormat.of().formatHex(tag);
    }
}
