package org.callvault.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.callvault.conformance.Offers.MULTIPART;
import static org.callvault.conformance.Offers.SDP;
import static org.callvault.conformance.Offers.SIPREC;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.callvault.LiveSrc;
import org.callvault.TestNode;
import org.callvault.recording.RecordingDescription;
import org.callvault.recording.manifest.Manifest;
import org.callvault.session.signal.SipTransport;
import org.callvault.session.state.Effect;
import org.callvault.session.state.PlayedSession;
import org.callvault.session.state.Requests;
import org.callvault.session.state.SessionEvent;
import org.callvault.sip.Peer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7866: requests, bodies and metadata, against a whole node. */
@ExtendWith(ConformanceReport.class)
class SectionASignallingTest {
    private static final String TWO_STREAMS = Offers.session(Offers.audio("1"), Offers.audio("2"));

    private static TestNode node;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        node = TestNode.start(directory, Map.of());
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static LiveSrc src() throws Exception {
        return LiveSrc.over(node, SipTransport.TCP);
    }

    private static String header(String message, String name) {
        return Objects.requireNonNull(Peer.header(message, name), name);
    }

    private static List<String> names(Manifest manifest) {
        return manifest.metadata().participants().stream()
                .map(RecordingDescription.Participant::name)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/rs-metadata+xml", "application/rs-metadata"})
    @Statement(
            section = "A",
            number = 1,
            source = "RFC 9806, 2",
            text =
                    "Metadata of the type application/rs-metadata+xml is read, and of the superseded application/rs-metadata")
    void metadataIsReadUnderBothOfItsTypes(String type) throws Exception {
        try (LiveSrc src = src()) {
            src.record(SIPREC + MULTIPART, Offers.both(TWO_STREAMS, type, Offers.twoParties()));
            assertThat(names(src.manifest())).containsExactly("alice", "bob");
        }
    }

    @Test
    @Statement(
            section = "A",
            number = 2,
            source = "RFC 7866, 6.2",
            text =
                    "Require: siprec and +sip.src in the Contact make an INVITE a recording session's; a call without them is"
                            + " recorded by local policy, and flagged")
    void anInviteThatSaysItIsSiprecIsARecordingSession() throws Exception {
        try (LiveSrc src = src();
                LiveSrc other = src()) {
            src.record(SIPREC + SDP, TWO_STREAMS);
            assertThat(src.manifest().flags()).doesNotContain("not_siprec");

            other.recordAsPlainPhone(SDP, TWO_STREAMS);
            Manifest manifest = other.manifest();
            assertThat(manifest.streams()).hasSize(2);
            assertThat(manifest.flags()).contains("not_siprec");
        }
    }

    @Test
    @Statement(
            section = "A",
            number = 3,
            source = "RFC 7866, 6.2",
            text = "The Contact of the SRS carries +sip.srs in responses that make or modify a dialog")
    void theContactSaysThatThisIsARecorder() throws Exception {
        try (LiveSrc src = src()) {
            for (String answer : List.of(
                    src.record(SIPREC + SDP, TWO_STREAMS),
                    src.ask("INVITE", SIPREC + SDP, TWO_STREAMS),
                    src.ask("UPDATE", SIPREC + SDP, TWO_STREAMS),
                    src.ask("UPDATE", "", ""))) {
                assertThat(answer).startsWith("SIP/2.0 200 ");
                assertThat(header(answer, "Contact")).endsWith(">;+sip.srs");
            }
        }
    }

    @Test
    @Statement(
            section = "A",
            number = 6,
            source = "RFC 7866, 7.2",
            text = "Sendonly is answered with recvonly: ports are bound before the answer, so the SRS is always ready")
    void sendonlyIsAnsweredWithRecvonly() throws Exception {
        try (LiveSrc src = src()) {
            assertThat(src.record(SIPREC + SDP, TWO_STREAMS))
                    .contains("a=recvonly")
                    .doesNotContain("a=inactive");
        }
    }

    @Test
    @Statement(
            section = "A",
            number = 7,
            source = "RFC 7866, 7.2",
            text = "An offer of the SRS, in the answer to a re-INVITE that has none, adds no stream")
    void anOfferOfTheSrsAddsNoStream() throws Exception {
        try (LiveSrc src = src()) {
            List<Integer> before = LiveSrc.ports(src.record(SIPREC + SDP, TWO_STREAMS));
            assertThat(LiveSrc.ports(src.ask("INVITE", SIPREC, ""))).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"INVITE", "UPDATE"})
    @Statement(
            section = "A",
            number = 10,
            source = "RFC 7866, 7.1.1",
            text = "A label binds an m-line to the metadata of the same message")
    void aLabelBindsAStreamToTheMetadataOfItsMessage(String method) throws Exception {
        String swapped = Offers.session(Offers.audio("2"), Offers.audio("1"));
        try (LiveSrc src = src()) {
            assertThat(src.record(SIPREC + MULTIPART, Offers.both(TWO_STREAMS, Offers.twoParties())))
                    .containsSubsequence("a=label:1", "a=label:2");
            assertThat(src.ask(method, SIPREC + MULTIPART, Offers.both(swapped, Offers.twoParties())))
                    .containsSubsequence("a=label:2", "a=label:1");
            assertThat(src.manifest().streams())
                    .extracting(Manifest.Stream::participants)
                    .containsExactly(List.of("b"), List.of("a"));
        }
    }

    @Test
    @Statement(
            section = "A",
            number = 12,
            source = "RFC 7866, 9.1",
            text = "Description and metadata come together as multipart/mixed; a lone one may stand bare")
    void bodiesComeTogetherOrAlone() throws Exception {
        try (LiveSrc src = src()) {
            String answer = src.record(SIPREC + SDP, TWO_STREAMS);
            assertThat(header(answer, "Content-Type")).isEqualTo("application/sdp");
            assertThat(src.ask("INVITE", SIPREC + MULTIPART, Offers.both(TWO_STREAMS, Offers.twoParties())))
                    .startsWith("SIP/2.0 200 ");
            String renamed = Offers.twoParties().replace("<name>bob<", "<name>robert<");
            assertThat(src.ask("UPDATE", Offers.METADATA + "Content-Disposition: recording-session\r\n", renamed))
                    .startsWith("SIP/2.0 200 ");
            assertThat(names(src.manifest())).containsExactly("alice", "robert");
        }
    }

    @Test
    @Statement(
            section = "A",
            number = 13,
            source = "RFC 7866, 9",
            text = "A part with the disposition recording-session is metadata")
    void aPartOfTheDispositionRecordingSessionIsMetadata() throws Exception {
        try (LiveSrc src = src()) {
            src.record(SIPREC + MULTIPART, Offers.both(TWO_STREAMS, "application/xml", Offers.twoParties()));
            assertThat(names(src.manifest())).containsExactly("alice", "bob");
        }
    }

    @Test
    @Statement(
            section = "A",
            number = 14,
            source = "RFC 7866, 9.1",
            text = "Metadata is taken from INVITE and UPDATE; a BYE carries none")
    void metadataComesInInviteAndUpdateAndByeHasNone() throws Exception {
        PlayedSession session = new PlayedSession();
        session.records(Requests.request().sdp(Requests.OFFER));
        session.happens(new SessionEvent.EndRequested("shutdown"));
        assertThat(session.only(Effect.Send.class).request().method()).isEqualTo("BYE");
        assertThat(session.only(Effect.Send.class).request().body()).isEmpty();
        try (LiveSrc src = src()) {
            src.record(SIPREC + SDP, TWO_STREAMS);
            assertThat(src.ask("INVITE", MULTIPART, Offers.both(TWO_STREAMS, Offers.twoParties())))
                    .startsWith("SIP/2.0 200 ");
            String third = Offers.recording(Offers.participant("c", "carol"));
            assertThat(src.ask("UPDATE", MULTIPART, Offers.both(TWO_STREAMS, third)))
                    .startsWith("SIP/2.0 200 ");
            assertThat(names(src.manifest())).containsExactly("alice", "bob", "carol");
        }
    }

    @Test
    @Statement(
            section = "A",
            number = 15,
            source = "RFC 7866, 9.1",
            text = "A first INVITE without metadata is legal; the recording says that there was none")
    void anInviteWithoutMetadataIsRecorded() throws Exception {
        try (LiveSrc src = src()) {
            src.record(SIPREC + SDP, TWO_STREAMS);
            assertThat(src.manifest().flags()).contains("metadata_missing");
        }
    }

    @Test
    @Statement(
            section = "A",
            number = 17,
            source = "RFC 7866, 9.2",
            text = "Malformed metadata starts no loop of snapshot requests: the call is recorded and flagged")
    void malformedMetadataIsFlaggedAndAskedForNoMore() throws Exception {
        PlayedSession session = new PlayedSession();
        String tag = session.records(Requests.request().sdp(Requests.OFFER));
        for (int cseq = 2; cseq < 10; cseq++) {
            Requests update = Requests.request().inDialog(tag).cseq(cseq);
            session.receives(update.body("application/rs-metadata+xml", "<recording><oops"), "UPDATE");
            assertThat(session.response().status()).isEqualTo(200);
            assertThat(session.all(Effect.Send.class)).isEmpty();
        }
        assertThat(session.state().description().orElseThrow().flags()).contains("metadata_malformed");
    }

    @Test
    @Statement(
            section = "A",
            number = 18,
            source = "RFC 7866, 9.2",
            text = "The same IDs from two clients are no error, and their recordings do not mix")
    void twoClientsMayUseTheSameIds() throws Exception {
        try (LiveSrc one = src();
                LiveSrc other = LiveSrc.over(node, SipTransport.UDP)) {
            one.record(SIPREC + MULTIPART, Offers.both(TWO_STREAMS, Offers.twoParties()));
            other.record(
                    SIPREC + MULTIPART,
                    Offers.both(TWO_STREAMS, Offers.twoParties().replace("<name>alice<", "<name>anna<")));
            assertThat(names(one.manifest())).containsExactly("alice", "bob");
            assertThat(names(other.manifest())).containsExactly("anna", "bob");
        }
    }

    @Test
    @Statement(
            section = "A",
            number = 19,
            source = "RFC 7866, 5.1 and 10",
            text = "A recording session may hold many calls, or none (persistent recording)")
    void manyCallsOrNoneInOneRecordingSession() throws Exception {
        String two = Offers.twoParties()
                .replace("<participant ", Offers.call("d") + "<participant ")
                .replace("session_id=\"c\"><label>2", "session_id=\"d\"><label>2");
        String none = Offers.recording();
        try (LiveSrc src = src()) {
            src.record(SIPREC + MULTIPART, Offers.both(TWO_STREAMS.replace("sendonly", "inactive"), none));
            assertThat(src.ask("INVITE", MULTIPART, Offers.both(TWO_STREAMS, two)))
                    .startsWith("SIP/2.0 200 ");
            assertThat(src.ask("INVITE", MULTIPART, Offers.both(TWO_STREAMS.replace("sendonly", "inactive"), none)))
                    .startsWith("SIP/2.0 200 ");
            Manifest manifest = src.manifest();
            assertThat(names(manifest)).containsExactly("alice", "bob");
            assertThat(manifest.flags()).containsExactly("no_media");
            assertThat(manifest.state()).isEqualTo("complete");
        }
    }
}
