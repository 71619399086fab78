package org.callvault.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.callvault.media.lane.StreamAccount;
import org.callvault.security.digest.Authentication;
import org.callvault.security.digest.DigestAlgorithm;
import org.callvault.security.digest.DigestAuthenticator;
import org.callvault.security.digest.Nonces;
import org.callvault.security.digest.UserEntry;
import org.callvault.security.digest.Users;
import org.callvault.session.signal.CallId;
import org.callvault.session.signal.SipAnswer;
import org.callvault.session.signal.SipHeader;
import org.callvault.session.state.Effect;
import org.callvault.session.state.PlayedSession;
import org.callvault.session.state.Requests;
import org.callvault.session.state.SessionEvent.AnswerReceived;
import org.callvault.session.state.SessionEvent.MediaObserved;
import org.callvault.session.state.SessionEvent.PauseRequested;
import org.callvault.session.state.SessionTimers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** SIP's companions: offers that cross, session timers, digest. */
@ExtendWith(ConformanceReport.class)
class SectionISessionTest {
    @Test
    @Statement(
            section = "I",
            number = 3,
            source = "RFC 3261, 14.1 and 14.2, RFC 3311, 5.2",
            text =
                    "Offers that cross get 491, and the side that got it waits 2.1 to 4 s as owner of the Call-ID, else 0 to 2 s")
    void crossingOffersGet491() {
        PlayedSession session = new PlayedSession();
        String tag = session.records(Requests.request().sdp(Requests.OFFER));
        session.happens(new PauseRequested(true));
        assertThat(session.only(Effect.Send.class).request().method()).isEqualTo("INVITE");
        for (String method : List.of("INVITE", "UPDATE")) {
            session.receives(
                    Requests.request()
                            .inDialog(tag)
                            .cseq(method.equals("INVITE") ? 2 : 3)
                            .sdp(Requests.OFFER),
                    method);
            assertThat(session.response().status()).isEqualTo(491);
        }
        session.happens(new AnswerReceived(
                new SipAnswer(new CallId("call@sbc"), "INVITE", 1, 491, null, Map.of(), new byte[0])));
        Effect.StartTimer wait = session.only(Effect.StartTimer.class);
        assertThat(wait.timer()).isEqualTo(SessionTimers.TELL);
        assertThat(wait.after()).isBetween(Duration.ZERO, Duration.ofSeconds(2));
    }

    @Test
    @Statement(
            section = "I",
            number = 7,
            source = "RFC 4028, 5 to 10",
            text =
                    "A too short interval gets 422 with Min-SE of at least 90, no interval is raised, the refresher is set")
    void aShortIntervalGets422() {
        PlayedSession refused = new PlayedSession();
        refused.receives(timed("89"), "INVITE");
        assertThat(refused.response().status()).isEqualTo(422);
        assertThat(refused.response().headers()).contains(new SipHeader("Min-SE", "90"));
        Map<String, String> taken = Map.of(
                "90", "90;refresher=uac",
                "1800;refresher=uac", "1800;refresher=uac",
                "1800;refresher=uas", "1800;refresher=uas");
        taken.forEach((asked, answered) -> {
            PlayedSession session = new PlayedSession();
            session.answers(timed(asked));
            assertThat(session.response().headers()).contains(new SipHeader("Session-Expires", answered));
        });
    }

    @Test
    @Statement(
            section = "I",
            number = 7,
            source = "RFC 4028, 10",
            text =
                    "The side that does not refresh sends BYE when the session expires; here only once its media is silent too, as protocol-notes.md tells")
    void anExpiredSessionIsEndedOnceItsMediaIsSilent() {
        PlayedSession session = new PlayedSession();
        session.records(timed("90"));
        assertThat(endsAt(session, 89, 1)).as("not expired").isFalse();
        assertThat(endsAt(session, 200, 199)).as("expired, but media flows").isFalse();
        assertThat(endsAt(session, 240, 199)).as("expired and silent").isTrue();
        assertThat(session.only(Effect.Send.class).request().method()).isEqualTo("BYE");
    }

    /** Whether the look after so many seconds, at which the last packet came at another, ends the session. */
    private static boolean endsAt(PlayedSession session, int seconds, int lastPacket) {
        long last = PlayedSession.NOW.plusSeconds(lastPacket).toEpochMilli() * 1000;
        session.passes(Duration.between(session.now(), PlayedSession.NOW.plusSeconds(seconds)));
        session.happens(new MediaObserved(List.of(new StreamAccount(0, 1, 0, 0, 0, 0, 0, Map.of(), 0, last, null))));
        return !session.all(Effect.Send.class).isEmpty();
    }

    private static Requests timed(String value) {
        return Requests.request()
                .header("supported", "timer")
                .header("session-expires", value)
                .sdp(Requests.OFFER);
    }

    @Test
    @Statement(
            section = "I",
            number = 8,
            source = "RFC 8760, 2",
            text = "Digest: several challenges, the strongest first, qop always; no MD5 by default, and never Basic")
    void requestsAreAuthenticatedByDigest() {
        Users users = new Users(
                "callvault",
                Stream.of(DigestAlgorithm.values())
                        .map(algorithm -> UserEntry.of("sbc", "callvault", algorithm, "x"))
                        .toList());
        DigestAuthenticator authenticator = new DigestAuthenticator(
                () -> users, false, new Nonces(new byte[32], Duration.ofMinutes(5), RandomGenerator.getDefault()));
        Instant now = Instant.parse("2026-11-23T10:00:00Z");
        List<String> challenges = authenticator.challenges(false, now);
        assertThat(challenges)
                .hasSizeGreaterThan(1)
                .allMatch(value -> value.startsWith("Digest ") && value.contains("qop=\"auth\""))
                .noneMatch(value -> value.contains("MD5"));
        assertThat(challenges.getFirst()).contains("algorithm=SHA-256");
        assertThat(authenticator.check("INVITE", List.of("Basic c2JjOng="), now))
                .isInstanceOf(Authentication.Challenged.class);
    }

    @Test
    @Statement(section = "C", number = 1, source = "RFC 7245, 3.2.3", text = "The SRS may pause recording")
    void theRecorderMayPauseRecording() {
        PlayedSession session = new PlayedSession();
        session.records(Requests.request().sdp(Requests.OFFER));
        session.happens(new PauseRequested(true));
        assertThat(session.only(Effect.HoldMedia.class).streams()).noneMatch(stream -> stream.receiving());
        assertThat(session.state().paused()).contains(true);
    }

    @Test
    @Statement(
            section = "B",
            number = 8,
            source = "RFC 7865, 6.8.1",
            text = "A participantstreamassoc of a snapshot without send and recv means neither")
    void anEmptyAssociationMeansNeither() {
        PlayedSession session = new PlayedSession();
        String tag = session.records(Requests.request()
                .body(
                        "multipart/mixed;boundary=b",
                        Offers.both(Requests.OFFER.replace("\n", "\r\n"), snapshot("<send>s1</send>"))));
        assertThat(session.state()
                        .description()
                        .orElseThrow()
                        .streams()
                        .getFirst()
                        .participants())
                .containsExactly("p1");
        session.receives(
                Requests.request()
                        .inDialog(tag)
                        .cseq(2)
                        .body(
                                "multipart/mixed;boundary=b",
                                Offers.both(Requests.OFFER.replace("\n", "\r\n"), snapshot(""))),
                "INVITE");
        session.happens(new org.callvault.session.state.SessionEvent.MediaReady(PlayedSession.PORTS));
        assertThat(session.state()
                        .description()
                        .orElseThrow()
                        .streams()
                        .getFirst()
                        .participants())
                .isEmpty();
    }

    private static String snapshot(String association) {
        return "<recording xmlns='urn:ietf:params:xml:ns:recording:1'><datamode>complete</datamode>"
                + "<participant participant_id='p1'><nameID aor='sip:p1@a.example'/></participant>"
                + "<participant participant_id='p2'><nameID aor='sip:p2@a.example'/></participant>"
                + "<stream stream_id='s1'><label>1</label></stream><stream stream_id='s2'><label>2</label></stream>"
                + "<participantstreamassoc participant_id='p1'>" + association + "</participantstreamassoc>"
                + "<participantstreamassoc participant_id='p2'><send>s2</send></participantstreamassoc></recording>";
    }

    @Test
    @Statement(
            section = "B",
            number = 9,
            source = "RFC 7865, 6.6",
            text = "A participant may leave and come back: each of its intervals is kept")
    void theIntervalsOfAParticipantAreKept() {
        PlayedSession session = new PlayedSession();
        String tag = session.records(Requests.request().sdp(Requests.OFFER));
        String both = party("ann") + party("bob");
        List<String> documents = List.of(both, party("ann"), both);
        for (int i = 0; i < documents.size(); i++) {
            String document =
                    "<recording xmlns='urn:ietf:params:xml:ns:recording:1'>" + documents.get(i) + "</recording>";
            session.receives(
                    Requests.request().inDialog(tag).cseq(2 + i).body("application/rs-metadata+xml", document),
                    "UPDATE");
        }
        assertThat(session.state().description().orElseThrow().metadata().participants())
                .satisfiesExactly(ann -> assertThat(ann.present()).hasSize(1), bob -> assertThat(bob.present())
                        .hasSize(2)
                        .satisfiesExactly(first -> assertThat(first.to()).isNotNull(), second -> assertThat(second.to())
                                .isNull()));
    }

    private static String party(String id) {
        return "<participant participant_id='" + id + "'><nameID aor='sip:" + id + "@a.example'/></participant>";
    }
}
