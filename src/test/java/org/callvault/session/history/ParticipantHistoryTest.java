package org.callvault.session.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.callvault.recording.CallIdentifier;
import org.callvault.recording.RecordingDescription.Interval;
import org.callvault.recording.RecordingDescription.Participant;
import org.callvault.session.signal.SipRequest;
import org.callvault.session.state.Requests;
import org.callvault.siprec.metadata.MetadataParser;
import org.callvault.siprec.metadata.RecordingMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParticipantHistoryTest {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

    private List<Participant> participants = List.of();
    private Instant now = START;

    private static RecordingMetadata document(String mode, String content) {
        String xml = "<recording xmlns='urn:ietf:params:xml:ns:recording:1'><datamode>" + mode + "</datamode>" + content
                + "</recording>";
        return (RecordingMetadata) MetadataParser.parse(xml.getBytes(StandardCharsets.UTF_8), null);
    }

    private static String party(String id) {
        return "<participant participant_id='" + id + "'><nameID aor='sip:" + id + "@a.example'/></participant>";
    }

    private void arrives(int second, String mode, String content) {
        now = START.plusSeconds(second);
        participants = ParticipantHistory.merge(participants, document(mode, content), now)
                .participants();
    }

    private List<Interval> present(String id) {
        return participants.stream()
                .filter(participant -> participant.id().equals(id))
                .findFirst()
                .orElseThrow()
                .present();
    }

    private static Interval from(int second) {
        return new Interval(START.plusSeconds(second), null);
    }

    private static Interval between(int from, int to) {
        return new Interval(START.plusSeconds(from), START.plusSeconds(to));
    }

    @Test
    void participantsJoinLeaveAndReturnAndKeepTheirPlace() {
        arrives(0, "complete", party("ann") + party("bob"));
        arrives(10, "partial", party("cleo"));
        assertThat(participants).extracting(Participant::id).containsExactly("ann", "bob", "cleo");
        assertThat(present("ann")).containsExactly(from(0));
        assertThat(present("cleo")).containsExactly(from(10));

        arrives(20, "complete", party("cleo") + party("ann"));
        assertThat(present("bob")).containsExactly(between(0, 20));
        arrives(30, "complete", party("bob") + party("cleo") + party("ann"));
        assertThat(participants).extracting(Participant::id).containsExactly("ann", "bob", "cleo");
        assertThat(present("bob")).containsExactly(between(0, 20), from(30));

        participants = ParticipantHistory.ended(participants, START.plusSeconds(40));
        assertThat(present("ann")).containsExactly(between(0, 40));
        assertThat(present("bob")).containsExactly(between(0, 20), between(30, 40));
    }

    @Test
    void timesOfTheDocumentCountBeforeThoseOfArrival() {
        arrives(
                0,
                "complete",
                party("ann") + "<participantsessionassoc participant_id='ann' session_id='s'>"
                        + "<associate-time>2026-11-23T09:59:50Z</associate-time></participantsessionassoc>");
        assertThat(present("ann")).containsExactly(from(-10));
        arrives(
                60,
                "partial",
                "<participantsessionassoc participant_id='ann' session_id='s'>"
                        + "<associate-time>2026-11-23T09:59:50Z</associate-time>"
                        + "<disassociate-time>2026-11-23T10:00:30Z</disassociate-time></participantsessionassoc>");
        assertThat(present("ann")).containsExactly(between(-10, 30));
    }

    @Test
    void aPartialDocumentChangesOnlyWhatItNames() {
        arrives(0, "complete", party("ann") + party("bob"));
        arrives(5, "partial", "<participant participant_id='ann'><nameID><name>Ann</name></nameID></participant>");
        assertThat(participants).contains(new Participant("ann", "sip:ann@a.example", "Ann", List.of(from(0))));
        assertThat(present("bob")).containsExactly(from(0));
    }

    @Test
    void aFloodOfParticipantsIsCutAndFlagged() {
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            many.append(party("p" + i));
        }
        ParticipantHistory.Merged merged =
                ParticipantHistory.merge(List.of(), document("complete", many.toString()), START);
        assertThat(merged.participants()).hasSize(256);
        assertThat(merged.flags()).containsExactly("participants_dropped");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "session-id          | ab30317f1a784dc48ff824d0d3715d86;remote=0 | session-id          | ab30317f1a784dc48ff824d0d3715d86",
                "cisco-guid          | 1234-5678-9012-3456                        | cisco-guid          | 1234-5678-9012-3456",
                "p-charging-vector   | icid-value=\"1a2b\";orig-ioi=a.example     | icid                | 1a2b",
                "p-asserted-identity | <sip:ann@a.example;user=phone>             | p-asserted-identity | <sip:ann@a.example;user=phone>",
                "user-to-user        | 48656c6c6f;encoding=hex                    | user-to-user        | Hello",
                "user-to-user        | 0001ff;encoding=hex                        | user-to-user        | 0001ff",
                "user-to-user        | 56a390f3d2b7310023a2;pd=00                 | user-to-user        | 56a390f3d2b7310023a2",
            })
    void headersNameTheCall(String header, String value, String kind, String expected) {
        SipRequest invite = Requests.request().header(header, value).invite();
        assertThat(CallIdentifiers.with(List.of(), invite, Optional.empty()))
                .containsExactly(new CallIdentifier(kind, expected));
    }

    @Test
    void extensionsNameTheCallInEveryDialect() {
        RecordingMetadata metadata = document(
                "complete",
                "<session session_id='s'><sipSessionID>ab30</sipSessionID>"
                        + "<apkt:ucid xmlns:apkt='http://acmepacket.com/siprec/extensiondata'>FA080030C4E34B5B9E59</apkt:ucid>"
                        + "</session><participant participant_id='p'><nameID aor='sip:p@a.example'/>"
                        + "<apkt:callerOrig xmlns:apkt='http://acmepacket.com/siprec/extensiondata'>true</apkt:callerOrig>"
                        + "</participant><ac:AvayaUCID xmlns:ac='http://audiocodes.com/siprec'>00FA08</ac:AvayaUCID>"
                        + "<ac:GenesysUUID xmlns:ac='http://audiocodes.com/siprec'>4BOGJ41VBT4D</ac:GenesysUUID>"
                        + "<tns:gcid xmlns:tns='urn:x'>GCID-7</tns:gcid>");
        assertThat(CallIdentifiers.with(
                        List.of(new CallIdentifier("ucid", "known")),
                        Requests.request().invite(),
                        Optional.of(metadata)))
                .containsExactlyInAnyOrder(
                        new CallIdentifier("ucid", "known"),
                        new CallIdentifier("session-id", "ab30"),
                        new CallIdentifier("ucid", "FA080030C4E34B5B9E59"),
                        new CallIdentifier("caller-original", "true"),
                        new CallIdentifier("ucid", "00FA08"),
                        new CallIdentifier("genesys-uuid", "4BOGJ41VBT4D"),
                        new CallIdentifier("gcid", "GCID-7"));
    }
}
