package org.callvault.session.state;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.callvault.config.trunk.TrunkProfile.PauseStyle;
import org.callvault.session.dialog.Dialog;
import org.callvault.session.dialog.SessionTimer;
import org.callvault.session.signal.OutboundRequest;
import org.callvault.session.signal.SipAnswer;
import org.callvault.session.signal.SipHeader;
import org.callvault.session.state.Effect.AcknowledgeMedia;
import org.callvault.session.state.Effect.Count;
import org.callvault.session.state.Effect.Describe;
import org.callvault.session.state.Effect.HoldMedia;
import org.callvault.session.state.Effect.Send;
import org.callvault.session.state.Effect.StartTimer;
import org.callvault.session.state.OwnRequest.Purpose;
import org.callvault.session.state.SessionState.Changing;
import org.callvault.session.state.SessionState.Live;
import org.callvault.siprec.metadata.SnapshotRequest;

/**
 * Requests of ours in the dialog, and what is made of their answers. One is open at a time. A pause takes effect here at
 * once; the SRC is told as soon as the dialog is free for an offer (RFC 3261, section 14.1), and until it knows.
 */
final class OwnRequests {
    private static final Duration REFRESH_AGAIN = Duration.ofSeconds(30);

    /** An SRC that does not take the new place is asked again, until its silence ends the call. */
    private static final Duration PLACE_AGAIN = Duration.ofSeconds(5);

    /** Whoever did not choose the Call-ID waits 0 to 2 s after a 491 (RFC 3261, section 14.1). */
    private static final int GLARE_MILLIS = 2000;

    private final Negotiation negotiation;
    private final SecureRandom random;

    OwnRequests(Negotiation negotiation, SecureRandom random) {
        this.negotiation = negotiation;
        this.random = random;
    }

    /** Stops or resumes keeping what arrives, and has the SRC told. */
    Step pause(Live live, boolean paused, Instant now) {
        Call call = live.call();
        if (call.media().paused() == paused) {
            return Step.to(live);
        }
        Call changed = paused(call, paused, now);
        Step told = tell(new Live(changed, live.unacknowledged()));
        return new Step(
                        told.next(),
                        List.of(new HoldMedia(changed.media().streams()), new Describe(changed.description())))
                .then(told.effects().toArray(Effect[]::new));
    }

    /** While an offer of the SRC is being answered, that answer says it. */
    static Step pause(Changing changing, boolean paused, Instant now) {
        Call proposed = paused(changing.proposed(), paused, now);
        Call before = paused(changing.live().call(), paused, now);
        Live live = new Live(before, changing.live().unacknowledged());
        return Step.to(
                new Changing(live, proposed, changing.request()),
                new HoldMedia(proposed.media().streams()));
    }

    private static Call paused(Call call, boolean paused, Instant now) {
        NegotiatedMedia media = call.media().withPaused(paused);
        return call.withMedia(media).withDescription(Descriptions.held(call.description(), media, now));
    }

    /** Sends what the SRC has not been told or asked yet, when the dialog is free for it. */
    Step tell(Live live) {
        Call call = live.call();
        if (call.own().isPresent() || live.unacknowledged().isPresent()) {
            return Step.to(live);
        }
        if (!call.toldPlace()) {
            // Without ports there is nothing to tell yet.
            return call.media().ports().isEmpty()
                    ? Step.to(live)
                    : offer(live, Purpose.PLACE, negotiation.freshlyKeyed(call.media()));
        }
        boolean known = call.toldPaused() == call.media().paused();
        if (!known && call.profile().pause() != PauseStyle.DISCARD) {
            return offer(live, Purpose.DIRECTION, call.media());
        }
        return Descriptions.wantsSnapshot(call.description()) && call.takesUpdate()
                ? askForSnapshot(live)
                : Step.to(live);
    }

    /** Once in a call: an SRC that answers with less again is recorded as it is (RFC 7866, 9.2). */
    private static Step askForSnapshot(Live live) {
        Call call = live.call();
        OutboundRequest update = call.dialog()
                .update(
                        List.of(new SipHeader("Content-Disposition", "recording-session")),
                        SnapshotRequest.CONTENT_TYPE,
                        SnapshotRequest.write("participants are missing"));
        OwnRequest own =
                OwnRequest.update(update.cseq(), Purpose.SNAPSHOT, call.media().paused());
        Call asked = call.withDescription(Descriptions.flagged(call.description(), Descriptions.SNAPSHOT_REQUESTED))
                .withDialog(call.dialog().sent())
                .withOwn(Optional.of(own));
        return Step.to(new Live(asked, live.unacknowledged()), new Send(update), new Describe(asked.description()));
    }

    /** Time to refresh: by UPDATE, by re-INVITE where the SRC knows no UPDATE. */
    Step refresh(Live live) {
        Call call = live.call();
        if (call.timer().filter(SessionTimer::ours).isEmpty()) {
            return Step.to(live);
        }
        boolean busy = call.own().isPresent() || live.unacknowledged().isPresent();
        return busy
                ? Step.to(live, new StartTimer(SessionTimers.REFRESH, REFRESH_AGAIN))
                : call.takesUpdate() ? update(live) : offer(live, Purpose.REFRESH, call.media());
    }

    /** Asks an SRC that takes offers for new keys; while the dialog is not free the next look does. */
    Step rekey(Live live) {
        Call call = live.call();
        boolean busy = call.own().isPresent() || live.unacknowledged().isPresent();
        return busy || call.profile().pause() == PauseStyle.DISCARD
                ? Step.to(live)
                : offer(live, Purpose.REKEY, negotiation.freshlyKeyed(call.media()));
    }

    private static Step update(Live live) {
        Call call = live.call();
        OutboundRequest request = call.dialog().request("UPDATE", headers(call));
        return sent(live, request, OwnRequest.update(request.cseq(), Purpose.REFRESH, false));
    }

    /** What is offered holds once the SRC has taken it; the number of the description is used up in any case. */
    private static Step offer(Live live, Purpose purpose, NegotiatedMedia proposed) {
        Call call = live.call();
        NegotiatedMedia media = call.media().nextVersion();
        NegotiatedMedia offered = proposed.nextVersion();
        OutboundRequest request = call.dialog().offer(headers(call), offered.offer());
        OwnRequest own = new OwnRequest(
                "INVITE", request.cseq(), purpose, offered.paused(), offered.localKeys(), offered.localDtls());
        return sent(new Live(call.withMedia(media), live.unacknowledged()), request, own);
    }

    private static Step sent(Live live, OutboundRequest request, OwnRequest own) {
        Call call = live.call();
        Call sent = call.withDialog(call.dialog().sent()).withOwn(Optional.of(own));
        return Step.to(new Live(sent, live.unacknowledged()), new Send(request));
    }

    /** In requests of ours the refresher that is us is the client (RFC 4028, section 7.4). */
    private static List<SipHeader> headers(Call call) {
        SipHeader supported = new SipHeader("Supported", "siprec, timer");
        return call.timer()
                .map(timer -> List.of(supported, new SipHeader("Session-Expires", timer.value(timer.ours()))))
                .orElse(List.of(supported));
    }

    /** An answer to a request of ours; each 2xx to an INVITE is acknowledged. */
    Step answered(Live live, SipAnswer answer, Instant now) {
        Call call = live.call();
        Optional<OwnRequest> own = call.own()
                .filter(open -> open.cseq() == answer.cseq() && open.method().equals(answer.method()));
        boolean acknowledge = answer.method().equals("INVITE") && answer.isSuccess();
        Dialog dialog = acknowledge ? call.dialog().retargeted(answer.contact()) : call.dialog();
        Live heard = new Live(call.withDialog(dialog), live.unacknowledged());
        Step step = own.map(open -> settled(heard, open, answer, now)).orElseGet(() -> Step.to(heard));
        return acknowledge ? step.before(new Send(dialog.acknowledgement(answer.cseq()))) : step;
    }

    private Step settled(Live live, OwnRequest own, SipAnswer answer, Instant now) {
        Live free = new Live(live.call().withOwn(Optional.empty()), live.unacknowledged());
        if (answer.status() == 491) {
            return Step.to(free, new StartTimer(SessionTimers.TELL, Duration.ofMillis(random.nextInt(GLARE_MILLIS))));
        }
        Live told = own.offers() ? new Live(told(free.call(), own, now), free.unacknowledged()) : free;
        if (endsDialog(answer) && own.purpose() == Purpose.PLACE) {
            return SessionLogic.hangUp(told, "media_lost", now);
        }
        Step step = answer.isSuccess() ? accepted(told, own, answer, now) : refused(told, own);
        boolean later = own.purpose() == Purpose.PLACE && !answer.isSuccess();
        Step next = step.next() instanceof Live now2 && !later ? tell(now2) : Step.to(step.next());
        return new Step(next.next(), step.effects()).then(next.effects().toArray(Effect[]::new));
    }

    /** RFC 3261, section 12.2.1.2. */
    private static boolean endsDialog(SipAnswer answer) {
        return answer.status() == 481 || answer.status() == 408;
    }

    /** An SRC that has no new keys is not asked again before these are old once more. */
    private static Call told(Call call, OwnRequest own, Instant now) {
        Call told = call.withToldPaused(own.paused());
        return own.purpose() == Purpose.REKEY ? told.withKeyAge(told.keyAge().renewed(now)) : told;
    }

    private Step accepted(Live live, OwnRequest own, SipAnswer answer, Instant now) {
        Call call = live.call().aliveAt(now);
        if (own.offers()) {
            call = negotiation
                    .answered(call, answer, own, now)
                    .withToldPlace(call.toldPlace() || own.purpose() == Purpose.PLACE);
        }
        Step step = Step.to(new Live(call, live.unacknowledged()));
        if (own.offers()) {
            step = step.then(new HoldMedia(call.media().streams()), new Describe(call.description()));
        }
        if (own.purpose() == Purpose.PLACE) {
            step = step.then(new AcknowledgeMedia());
        }
        Optional<SessionTimer> timer = call.timer().filter(SessionTimer::ours);
        if (timer.isEmpty()) {
            return step;
        }
        Call refreshed = call.refreshed(Optional.empty(), now);
        return new Step(new Live(refreshed, live.unacknowledged()), step.effects())
                .then(new StartTimer(SessionTimers.REFRESH, timer.get().half()));
    }

    /** A refusal costs nothing: what is paused is discarded here, and a timer alone never ends a call. */
    private static Step refused(Live live, OwnRequest own) {
        Step counted =
                Step.to(live, new Count("own_" + own.purpose().name().toLowerCase(java.util.Locale.ROOT) + "_refused"));
        return switch (own.purpose()) {
            case REFRESH -> counted.then(new StartTimer(SessionTimers.REFRESH, REFRESH_AGAIN));
            case PLACE -> counted.then(new StartTimer(SessionTimers.TELL, PLACE_AGAIN));
            case DIRECTION, REKEY, SNAPSHOT -> counted;
        };
    }
}
