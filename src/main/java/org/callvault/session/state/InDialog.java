package org.callvault.session.state;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.callvault.media.StreamPorts;
import org.callvault.media.lane.StreamAccount;
import org.callvault.session.dialog.Dialog;
import org.callvault.session.dialog.Refusal;
import org.callvault.session.dialog.SessionTimer;
import org.callvault.session.signal.SipAnswer;
import org.callvault.session.signal.SipRequest;
import org.callvault.session.signal.SipResponse;
import org.callvault.session.state.Effect.AcknowledgeMedia;
import org.callvault.session.state.Effect.Describe;
import org.callvault.session.state.Effect.ObserveMedia;
import org.callvault.session.state.Effect.Reply;
import org.callvault.session.state.Effect.StartTimer;
import org.callvault.session.state.Effect.UpdateMedia;
import org.callvault.session.state.Negotiation.Agreed;
import org.callvault.session.state.Negotiation.Garbled;
import org.callvault.session.state.Negotiation.Rejected;
import org.callvault.session.state.Negotiation.Understood;
import org.callvault.session.state.SessionEvent.AnswerReceived;
import org.callvault.session.state.SessionEvent.EndRequested;
import org.callvault.session.state.SessionEvent.MediaFailed;
import org.callvault.session.state.SessionEvent.MediaObserved;
import org.callvault.session.state.SessionEvent.MediaReady;
import org.callvault.session.state.SessionEvent.MediaRefused;
import org.callvault.session.state.SessionEvent.NodeLost;
import org.callvault.session.state.SessionEvent.PauseRequested;
import org.callvault.session.state.SessionEvent.RequestReceived;
import org.callvault.session.state.SessionEvent.TimerFired;
import org.callvault.session.state.SessionState.Changing;
import org.callvault.session.state.SessionState.Live;
import org.callvault.siprec.body.BodyParts;

/** What happens in an established dialog: ACK, new offers, metadata, refreshes, BYE, silence. */
final class InDialog {
    private static final Refusal CROSSING = Refusal.of(491, "offers_cross", "an offer of ours waits for its answer");

    private final SessionContext context;
    private final Negotiation negotiation;
    private final SecureRandom random;
    private final OwnRequests own;
    private final Relocation relocation;
    private final Acknowledgement acknowledgement;
    private final Liveness liveness;

    InDialog(SessionContext context, Negotiation negotiation, SecureRandom random) {
        this.context = context;
        this.negotiation = negotiation;
        this.random = random;
        this.own = new OwnRequests(negotiation, random);
        this.relocation = new Relocation(own, random);
        this.acknowledgement = new Acknowledgement(context, own);
        this.liveness = new Liveness(context, own);
    }

    Step live(Live live, SessionEvent event, Instant now) {
        return switch (event) {
            case RequestReceived(SipRequest request) -> request(live, request, now);
            case TimerFired(SessionTimers timer) -> timer(live, timer, now);
            case MediaObserved(List<StreamAccount> accounts) -> liveness.observed(live, accounts, now);
            case EndRequested(String reason) -> SessionLogic.hangUp(live, reason, now);
            case MediaFailed failed -> mediaFailed(live, now);
            case AnswerReceived(SipAnswer answer) -> own.answered(live, answer, now);
            case PauseRequested(boolean paused) -> own.pause(live, paused, now);
            case MediaReady(List<StreamPorts> ports, Optional<MediaPlace> place) ->
                relocation.received(live, ports, place);
            case MediaRefused refused -> relocation.refused(live);
            case NodeLost(String node) -> relocation.lost(live, node, now);
            default -> Step.to(live);
        };
    }

    /** On another node: what was unacknowledged is taken as acknowledged, or else the SRC repeats itself. */
    Step resumed(Live live, boolean mediaLives, Instant now) {
        String node = live.call().media().place().node();
        Step step = mediaLives ? own.tell(live).before(new AcknowledgeMedia()) : relocation.lost(live, node, now);
        Step watched = step.then(new StartTimer(SessionTimers.CHECK, context.checkInterval()));
        return live.call()
                .timer()
                .filter(SessionTimer::ours)
                .map(timer -> watched.then(new StartTimer(SessionTimers.REFRESH, timer.half())))
                .orElse(watched);
    }

    Step changing(Changing changing, SessionEvent event, Instant now) {
        return switch (event) {
            case MediaReady(List<StreamPorts> ports, Optional<MediaPlace> place) -> changed(changing, ports, now);
            case MediaRefused refused ->
                SessionLogic.refuse(
                        changing.live(),
                        changing.request(),
                        Refusal.retryLater(500, "media_update_refused", refused.detail(), retrySeconds()),
                        tag(changing.live()));
            case RequestReceived(SipRequest request) when isOffer(request) -> glare(changing, request);
            case RequestReceived(SipRequest request) -> within(changing, request(changing.live(), request, now));
            case TimerFired(SessionTimers timer) -> within(changing, timer(changing.live(), timer, now));
            case EndRequested(String reason) -> SessionLogic.hangUp(changing.live(), reason, now);
            case MediaFailed failed -> mediaFailed(changing.live(), now);
            case PauseRequested(boolean paused) -> OwnRequests.pause(changing, paused, now);
            case NodeLost(String node) -> lost(changing, node, now);
            case AnswerReceived(SipAnswer answer) -> within(changing, own.answered(changing.live(), answer, now));
            default -> Step.to(changing);
        };
    }

    /** What happens to the dialog meanwhile must not lose the change that is under way. */
    private static Step within(Changing changing, Step step) {
        return step.next() instanceof Live live
                ? new Step(
                        new Changing(
                                live,
                                changing.proposed()
                                        .withDialog(live.call().dialog())
                                        .withOwn(live.call().own()),
                                changing.request()),
                        step.effects())
                : step;
    }

    private Step request(Live live, SipRequest request, Instant now) {
        Dialog dialog = live.call().dialog();
        if (request.toTag() == null && request.method().equals("INVITE")) {
            return mergedInvite(live, request);
        }
        if (!dialog.owns(request)) {
            return SessionLogic.noDialog(live, request, dialog.localTag());
        }
        if (request.method().equals("ACK")) {
            return acknowledgement.acknowledged(live, request);
        }
        if (request.cseq() <= dialog.remoteCseq()) {
            return SessionLogic.refuse(
                    live, request, Refusal.of(500, "cseq_out_of_order", "CSeq out of order"), dialog.localTag());
        }
        Live seen = new Live(live.call().withDialog(dialog.seen(request)).aliveAt(now), live.unacknowledged());
        return switch (request.method()) {
            case "INVITE", "UPDATE" -> offered(seen, request, now);
            case "BYE" ->
                SessionLogic.close(endedBy(seen.call(), request), byeReason(request), now)
                        .then(new Reply(request.transaction(), Responses.plain(200, dialog.localTag())));
            case "OPTIONS" -> SessionLogic.reply(seen, request, Responses.plain(200, dialog.localTag()));
            default ->
                SessionLogic.refuse(
                        seen,
                        request,
                        Refusal.of(405, "method_not_allowed", request.method() + " is not used in a recording session"),
                        dialog.localTag());
        };
    }

    /** The same INVITE by another path is a loop (RFC 3261, 8.2.2.2); its own retransmission is answered already. */
    private static Step mergedInvite(Live live, SipRequest request) {
        boolean again = live.unacknowledged()
                .map(pending -> pending.transaction().equals(request.transaction()))
                .orElse(false);
        return again
                ? Step.to(live)
                : SessionLogic.refuse(
                        live, request, Refusal.of(482, "merged_request", "this call is recorded already"), tag(live));
    }

    private Step offered(Live live, SipRequest request, Instant now) {
        if (SessionTimer.isTooShort(request)) {
            return SessionLogic.refuse(live, request, SessionTimer.TOO_SHORT, tag(live));
        }
        return switch (negotiation.read(request)) {
            case Garbled(Refusal refusal) -> SessionLogic.refuse(live, request, refusal, tag(live));
            case Understood(BodyParts parts)
            when crosses(live, request, parts) -> SessionLogic.refuse(live, request, CROSSING, tag(live));
            case Understood(BodyParts parts) when parts.sdp().isEmpty() -> withoutOffer(live, request, parts, now);
            case Understood(BodyParts parts) -> withOffer(live, request, parts, now);
        };
    }

    /** Two offers at a time (RFC 3261, 14.2; RFC 3311, 5.2): the SRC is told to wait, as we are by it. */
    private static boolean crosses(Live live, SipRequest request, BodyParts parts) {
        boolean ours = live.call().own().map(OwnRequest::offers).orElse(false);
        return ours && (request.method().equals("INVITE") || parts.sdp().isPresent());
    }

    private Step withOffer(Live live, SipRequest request, BodyParts parts, Instant now) {
        Call call = live.call();
        return switch (negotiation.next(request, parts.sdp().orElseThrow().content(), call.media())) {
            case Rejected(Refusal refusal) -> SessionLogic.refuse(live, request, refusal, tag(live));
            case Agreed(NegotiatedMedia media) -> {
                Call proposed = refreshed(call, request, now)
                        .agreed(media, now)
                        .withDescription(Descriptions.with(call.description(), request, parts, media, now));
                yield Step.to(new Changing(live, proposed, request), new UpdateMedia(media.streams()));
            }
        };
    }

    /** Metadata alone or a bare refresh. An INVITE without an offer is given our description as the offer. */
    private Step withoutOffer(Live live, SipRequest request, BodyParts parts, Instant now) {
        Call before = live.call();
        Call call = refreshed(before, request, now)
                .withDescription(Descriptions.with(before.description(), request, parts, before.media(), now));
        Live next = new Live(call, live.unacknowledged());
        Step described = Step.to(next, new Describe(call.description()));
        return request.method().equals("INVITE")
                ? acknowledgement.answered(next, request, Responses.answer(call), described)
                : toldAfter(described.then(new Reply(request.transaction(), Responses.refreshed(call))), next);
    }

    /** No ACK follows an UPDATE, so that what waits for a free dialog goes now. */
    private Step toldAfter(Step step, Live live) {
        Step told = own.tell(live);
        return new Step(told.next(), step.effects()).then(told.effects().toArray(Effect[]::new));
    }

    private Step changed(Changing changing, List<StreamPorts> ports, Instant now) {
        Call proposed = changing.proposed();
        NegotiatedMedia media = proposed.media().withPorts(ports);
        Call call = proposed.withMedia(media).withToldPaused(media.paused()).aliveAt(now);
        Live next = new Live(call, changing.live().unacknowledged());
        Step described = Step.to(next, new Describe(call.description()));
        SipResponse answer = Responses.answer(call);
        return changing.request().method().equals("INVITE")
                ? acknowledgement.answered(next, changing.request(), answer, described)
                : toldAfter(described.then(new Reply(changing.request().transaction(), answer)), next);
    }

    private Step timer(Live live, SessionTimers timer, Instant now) {
        return switch (timer) {
            case RETRANSMIT -> acknowledgement.retransmit(live);
            case ACK_TIMEOUT -> acknowledgement.missing(live, now);
            case CHECK ->
                Step.to(live, new ObserveMedia(), new StartTimer(SessionTimers.CHECK, context.checkInterval()));
            case TELL -> own.tell(live);
            case REFRESH -> own.refresh(live);
            case PLACE -> relocation.again(live);
            case CATALOG_TIMEOUT, LINGER -> Step.to(live);
        };
    }

    /** The offer that was being answered is to come again, when there is media again. */
    private Step lost(Changing changing, String node, Instant now) {
        Live live = changing.live();
        if (!live.call().media().place().node().equals(node)) {
            return Step.to(changing);
        }
        Step refused = SessionLogic.refuse(
                live,
                changing.request(),
                Refusal.retryLater(500, "media_node_lost", "media moves to another node", retrySeconds()),
                tag(live));
        Step moved = relocation.lost(live, node, now);
        return new Step(moved.next(), refused.effects()).then(moved.effects().toArray(Effect[]::new));
    }

    private static Step mediaFailed(Live live, Instant now) {
        Call flagged =
                live.call().withDescription(Descriptions.flagged(live.call().description(), "media_failed"));
        return SessionLogic.hangUp(new Live(flagged, live.unacknowledged()), "media_failed", now);
    }

    private Step glare(Changing changing, SipRequest request) {
        return SessionLogic.refuse(
                changing,
                request,
                Refusal.retryLater(500, "offer_pending", "an earlier offer is being answered", retrySeconds()),
                tag(changing.live()));
    }

    private static Call refreshed(Call call, SipRequest request, Instant now) {
        return call.refreshed(SessionTimer.askedBy(request, now), now);
    }

    private static Call endedBy(Call call, SipRequest bye) {
        return call.withDescription(Descriptions.endedBy(call.description(), bye));
    }

    private static String byeReason(SipRequest bye) {
        String reason = bye.header("reason");
        return reason == null ? "bye" : "bye: " + reason;
    }

    private static boolean isOffer(SipRequest request) {
        return request.method().equals("INVITE") || request.method().equals("UPDATE");
    }

    private int retrySeconds() {
        return random.nextInt(11);
    }

    private static String tag(Live live) {
        return live.call().dialog().localTag();
    }
}
