package org.callvault.conformance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.callvault.recording.RecordedCall;
import org.callvault.session.state.PlayedSession;
import org.callvault.session.state.Requests;
import org.callvault.siprec.Samples;
import org.callvault.siprec.metadata.CommunicationSession;
import org.callvault.siprec.metadata.Extension;
import org.callvault.siprec.metadata.MalformedMetadata;
import org.callvault.siprec.metadata.MetadataParser;
import org.callvault.siprec.metadata.MetadataParticipant;
import org.callvault.siprec.metadata.MetadataStream;
import org.callvault.siprec.metadata.MetadataWriter;
import org.callvault.siprec.metadata.RecordingMetadata;
import org.callvault.siprec.metadata.SessionReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7865: recording metadata, read and written. */
@ExtendWith(ConformanceReport.class)
class SectionBTest {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00.25Z");

    private static RecordingMetadata read(String xml) {
        return Samples.metadata(xml.getBytes(UTF_8));
    }

    private static String written(boolean complete) {
        var call = new CommunicationSession(
                "c", List.of("x;remote=y"), START, null, START.toString(), null, "g", List.of());
        var party = new MetadataParticipant("p", "sip:a@lab.example", null, Set.of("s"), Set.of());
        var metadata = new RecordingMetadata(
                complete,
                List.of(call),
                List.of(party),
                List.of(new MetadataStream("s", "c", "1")),
                List.of(),
                List.of(),
                List.of());
        return new String(MetadataWriter.write(metadata, START), UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<call/>", "<recording/><recording/>", "<session session_id='c'/>"})
    @Statement(
            section = "B",
            number = 1,
            source = "RFC 7865, 5.1",
            text = "A document is one recording element; anything else is malformed")
    void aDocumentIsOneRecording(String xml) {
        assertThat(MetadataParser.parse(xml.getBytes(UTF_8), null)).isInstanceOf(MalformedMetadata.class);
        assertThat(read("<recording xmlns='urn:ietf:params:xml:ns:recording:1'/>")
                        .sessions())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "datamode, partial, false",
        "dataMode, Partial, false",
        "datamode, complete, true",
        "other, partial, true"
    })
    @Statement(
            section = "B",
            number = 2,
            source = "RFC 7865, 6.1 and schema",
            text = "datamode and dataMode are read; where there is none, the document is complete")
    void theDataModeIsReadInBothSpellings(String element, String value, boolean complete) {
        String xml = "<recording><" + element + ">" + value + "</" + element + "></recording>";
        assertThat(read(xml).complete()).isEqualTo(complete);
    }

    @Test
    @Statement(
            section = "B",
            number = 3,
            source = "RFC 7865, 5 and RFC 7303, 3",
            text = "Metadata is UTF-8; a charset of its MIME part overrides the XML declaration")
    void theCharsetOfThePartOverridesTheDeclaration() {
        String xml = "<?xml version='1.0' encoding='UTF-8'?>"
                + Offers.recording(Offers.participant("p", "Zoë")).replaceFirst("<\\?[^>]*>\n", "");
        assertThat(MetadataParser.parse(xml.getBytes(ISO_8859_1), "iso-8859-1"))
                .isEqualTo(MetadataParser.parse(xml.getBytes(UTF_8), null));
        assertThat(read(xml).participants().getFirst().name()).isEqualTo("Zoë");
    }

    @Test
    @Statement(
            section = "B",
            number = 4,
            source = "RFC 7865, appendix A",
            text = "Elements are written in the order of the schema [C]")
    void elementsAreWrittenInTheOrderOfTheSchema() {
        assertThat(written(true))
                .containsSubsequence(
                        "<datamode>",
                        "<group ",
                        "<session ",
                        "<participant ",
                        "<stream ",
                        "<sessionrecordingassoc ",
                        "<participantsessionassoc ",
                        "<participantstreamassoc ");
    }

    @Test
    @Statement(
            section = "B",
            number = 4,
            source = "RFC 7865, appendix A",
            text = "The order of elements is never enforced on input")
    void elementsAreReadInAnyOrder() {
        String shuffled = Offers.recording(
                Offers.sends("b", "s2"),
                Offers.stream("s1", "c", "1"),
                Offers.participant("b", "bob"),
                Offers.sends("a", "s1"),
                Offers.participant("a", "alice"),
                Offers.stream("s2", "c", "2"),
                Offers.call("c"));
        RecordingMetadata metadata = read(shuffled);
        assertThat(metadata.sessions()).isEqualTo(read(Offers.twoParties()).sessions());
        assertThat(metadata.sendersOf("1"))
                .extracting(MetadataParticipant::name)
                .containsExactly("alice");
        assertThat(metadata.sendersOf("2"))
                .extracting(MetadataParticipant::name)
                .containsExactly("bob");
    }

    @Test
    @Statement(
            section = "B",
            number = 5,
            source = "RFC 7865, appendix A",
            text = "group_id, session_id, participant_id and stream_id are always written [C]")
    void theRequiredAttributesAreWritten() {
        assertThat(written(true))
                .contains("<group group_id=\"g\">", "<session session_id=\"c\">")
                .contains("<participant participant_id=\"p\">", "<stream stream_id=\"s\"");
    }

    @Test
    @Statement(
            section = "B",
            number = 5,
            source = "RFC 7865, appendix A",
            text = "The session_id of a stream is optional")
    void aStreamNeedNotNameItsSession() {
        RecordingMetadata metadata = read("<recording><stream stream_id='s'><label>1</label></stream></recording>");
        assertThat(metadata.streams()).containsExactly(new MetadataStream("s", null, "1"));
        assertThat(metadata.flags()).isEmpty();
    }

    @Test
    @Statement(
            section = "B",
            number = 6,
            source = "RFC 7865, 6.10",
            text = "IDs are written as base64 of a UUID's 16 bytes [C]")
    void idsAreWrittenAsTheBase64OfAUuid() {
        String id = MetadataWriter.id(UUID.randomUUID());
        assertThat(Base64.getDecoder().decode(id)).hasSize(16);
    }

    @ParameterizedTest
    @ValueSource(strings = {"7+OTCyoxTmqmqyA/1weDAg==", "urn:uuid:79b2fcd8-5c7f-455c-783f-db334e5d57d0", "42", "a b"})
    @Statement(section = "B", number = 6, source = "RFC 7865, 6.10", text = "IDs are read as opaque strings")
    void idsAreReadAsOpaqueStrings(String id) {
        assertThat(read(Offers.recording(Offers.participant(id, "p"))).participant(id))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Statement(
            section = "B",
            number = 7,
            source = "RFC 7865, 6.5",
            text = "A participant has a nameID with an aor, in partial updates too")
    void aParticipantHasAName(boolean complete) {
        assertThat(written(complete)).contains("<nameID aor=\"sip:a@lab.example\">");
        assertThat(read(written(complete)).participants().getFirst().aor()).isEqualTo("sip:a@lab.example");
    }

    @Test
    @Statement(
            section = "B",
            number = 10,
            source = "RFC 7865, 6.7.1",
            text = "Streams that are not delivered may be described")
    void aStreamThatIsNotDeliveredMayBeDescribed() {
        PlayedSession session = new PlayedSession();
        String more = Offers.twoParties().replace("</recording>", Offers.stream("s3", "c", "3") + "</recording>");
        String body = Offers.both(Requests.OFFER.replace("\n", "\r\n"), more);
        session.records(Requests.request().header("require", "siprec").body("multipart/mixed;boundary=b", body));
        var description = session.state().description().orElseThrow();
        assertThat(description.streams()).hasSize(2);
        assertThat(description.flags()).isEmpty();
    }

    @Test
    @Statement(
            section = "B",
            number = 11,
            source = "RFC 7865, 6.3.1",
            text = "Several sipSessionID and reason elements of a session are read")
    void aSessionMayHaveSeveralIdsAndReasons() {
        CommunicationSession session = read("<recording><session session_id='c'><sipSessionID>a;remote=b</sipSessionID>"
                        + "<sipSessionID>c;remote=d</sipSessionID><reason>Busy</reason>"
                        + "<reason protocol='Q.850'>Normal</reason></session></recording>")
                .sessions()
                .getFirst();
        assertThat(session.sipSessionIds()).containsExactly("a;remote=b", "c;remote=d");
        assertThat(session.reasons())
                .containsExactly(new SessionReason("SIP", "Busy"), new SessionReason("Q.850", "Normal"));
    }

    @Test
    @Statement(
            section = "B",
            number = 11,
            source = "RFC 7865, 6.3.1",
            text = "The protocol of a reason is SIP unless it says otherwise")
    void theProtocolOfAReasonIsSipByDefault() {
        PlayedSession session = new PlayedSession();
        String ended = "<recording><datamode>partial</datamode><session session_id='c'><reason>Busy</reason>"
                + "<reason protocol='Q.850'>Normal</reason></session></recording>";
        String tag = session.records(Requests.request().sdp(Requests.OFFER));
        session.receives(Requests.request().inDialog(tag).cseq(2).body("application/rs-metadata+xml", ended), "UPDATE");
        var calls = session.state().description().orElseThrow().metadata().calls();
        assertThat(calls.getFirst().reasons())
                .containsExactly(new RecordedCall.Reason("SIP", "Busy"), new RecordedCall.Reason("Q.850", "Normal"));
    }

    @Test
    @Statement(
            section = "B",
            number = 12,
            source = "RFC 7865, 6 and RFC 3339, 5.6",
            text = "Times are written with capital T and Z [C]")
    void timesAreWrittenWithCapitals() {
        assertThat(written(true))
                .contains("<start-time>2026-11-23T10:00:00Z</start-time>")
                .contains("<associate-time>2026-11-23T10:00:00Z</associate-time>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-11-23T10:00:00.25Z", "2026-11-23T11:00:00.25+01:00", "2026-11-23T05:00:00.250-05:00"})
    @Statement(section = "B", number = 12, source = "RFC 7865, 6 and RFC 3339, 5.6", text = "RFC 3339 times are read")
    void timesOfRfc3339AreRead(String time) {
        String xml = "<recording><session session_id='c'><start-time>" + time + "</start-time></session></recording>";
        assertThat(read(xml).sessions().getFirst().startTime()).isEqualTo(START);
    }

    @Test
    @Statement(
            section = "B",
            number = 13,
            source = "RFC 7865, 6.1.1",
            text = "A recording session starts and ends at the Date of its INVITE and of its BYE")
    void aRecordingSessionStartsAndEndsByDate() {
        PlayedSession session = new PlayedSession();
        String tag =
                session.records(Requests.request().sdp(Requests.OFFER).header("date", "Mon, 23 Nov 2026 09:59:58 GMT"));
        var live = session.state().description().orElseThrow();
        assertThat(live.metadata().session().start()).isEqualTo("2026-11-23T09:59:58Z");
        assertThat(live.startedAt()).as("where the audio begins").isEqualTo(PlayedSession.NOW);
        session.receives(
                Requests.request().inDialog(tag).cseq(2).header("date", "Mon, 23 Nov 2026 10:01:02 GMT"), "BYE");
        var over = session.state().description().orElseThrow().metadata().session();
        assertThat(over.start()).isEqualTo("2026-11-23T09:59:58Z");
        assertThat(over.end()).isEqualTo("2026-11-23T10:01:02Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yesterday", "Mon, 99 Nov 2026 09:59:58 GMT", ""})
    @Statement(section = "B", number = 13, source = "RFC 7865, 6.1.1", text = "A Date that is none counts as absent")
    void aDateThatIsNoneCountsAsAbsent(String date) {
        PlayedSession session = new PlayedSession();
        session.records(Requests.request().sdp(Requests.OFFER).header("date", date));
        assertThat(session.state()
                        .description()
                        .orElseThrow()
                        .metadata()
                        .session()
                        .start())
                .isEqualTo(PlayedSession.NOW);
    }

    @Test
    @Statement(
            section = "B",
            number = 13,
            source = "RFC 7865, 6.1.1",
            text = "Without a Date, a recording starts and ends when its INVITE and its BYE arrive")
    void aRecordingStartsAndEndsByArrival() {
        PlayedSession session = new PlayedSession();
        String tag = session.records(Requests.request().sdp(Requests.OFFER));
        var live = session.state().description().orElseThrow();
        assertThat(live.startedAt()).isEqualTo(PlayedSession.NOW);
        assertThat(live.endedAt()).isNull();
        session.receives(Requests.request().inDialog(tag).cseq(2), "BYE");
        assertThat(session.state().description().orElseThrow().endedAt()).isEqualTo(PlayedSession.NOW);
    }

    @Test
    @Statement(
            section = "B",
            number = 14,
            source = "RFC 7865, 5.1",
            text = "Extensions in foreign namespaces are kept, and who holds them")
    void extensionsOfForeignNamespacesAreKept() {
        RecordingMetadata metadata =
                read("<recording xmlns='urn:ietf:params:xml:ns:recording:1' xmlns:x='http://x.example'>"
                        + "<x:tenant>7</x:tenant><session session_id='c'><x:ucid>00FA</x:ucid></session></recording>");
        assertThat(metadata.extensions())
                .containsExactlyInAnyOrder(
                        new Extension(null, "http://x.example", "tenant", "7"),
                        new Extension("c", "http://x.example", "ucid", "00FA"));
    }

    @Test
    @Statement(
            section = "B",
            number = 14,
            source = "RFC 7865, 5.1",
            text = "The recording keeps each document as it was received, extensions included")
    void aDocumentIsKeptAsReceived() {
        String odd = Offers.recording("<x:a xmlns:x='http://x.example'  b = '1'>  <x:c/>\n</x:a>");
        PlayedSession session = new PlayedSession();
        String body = Offers.both(Requests.OFFER.replace("\n", "\r\n"), odd);
        session.records(Requests.request().body("multipart/mixed;boundary=b", body));
        assertThat(session.state().description().orElseThrow().documents())
                .singleElement()
                .satisfies(document -> assertThat(document.text()).isEqualTo(odd));
    }
}
