package org.callvault.siprec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.callvault.sdp.MediaDescription;
import org.callvault.sdp.SessionDescription;
import org.callvault.siprec.body.BodyPart;
import org.callvault.siprec.metadata.CommunicationSession;
import org.callvault.siprec.metadata.RecordingMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One sample for each client of the field, as a table: who speaks on which label, and what had to be bent. */
class MetadataDialectTest {
    static Stream<Arguments> senders() {
        return Stream.of(
                Arguments.of("oracle.body", "33554433=sip:4001@branch.example 33554434=sip:4002@branch.example", "[]"),
                Arguments.of("cube.body", "1=sip:701@gw.example 2=sip:702@gw.example", "[]"),
                Arguments.of("broadworks.body", "1=sip:anna@hosted.example 2=tel:+15550100", "[]"),
                Arguments.of("audiocodes.body", "1=201@ac.example 2=202@ac.example", "[]"),
                Arguments.of("ribbon.body", "1=5551001@edge.example 2=5551002@edge.example", "[]"),
                Arguments.of(
                        "avaya.xml",
                        "20=sip:+15550123@sbce.example 10=sip:3001@sbce.example",
                        "[id_missing, senders_by_order]"),
                Arguments.of("avaya-mono-start.xml", "10=sip:unknown@sbce.example", "[id_missing, senders_by_order]"),
                Arguments.of("metaswitch.xml", "1=15550111+15550122", "[]"),
                Arguments.of(
                        "opensips.body", "0=sip:smith@proxy.example 1=sip:jones@proxy.example", "[metadata_repaired]"),
                Arguments.of(
                        "cloud.body", "inbound=sip:+15550140@cloud.example outbound=sip:+15550150@cloud.example", "[]"),
                Arguments.of("python-src.xml", "96=sip:x@lab.example 97=sip:y@lab.example", "[]"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("senders")
    void everyDialectTellsWhoSpeaksOnWhichLabel(String file, String expected, String flags) {
        RecordingMetadata metadata = Samples.metadata(file);

        String found = metadata.streams().stream()
                .map(stream -> stream.label() + "=" + aors(metadata, String.valueOf(stream.label())))
                .collect(Collectors.joining(" "));

        assertThat(found).isEqualTo(expected);
        assertThat(metadata.flags()).hasToString(flags);
        assertThat(metadata.complete()).isTrue();
        assertThat(metadata.sessions()).hasSize(1);
    }

    private static String aors(RecordingMetadata metadata, String label) {
        return metadata.sendersOf(label).stream()
                .map(participant -> String.valueOf(participant.aor()))
                .collect(Collectors.joining("+"));
    }

    static Stream<Arguments> extensions() {
        return Stream.of(
                Arguments.of(
                        "oracle.body",
                        "rs-aa01/ucid=00FA0102;encoding=hex rs-aa01/callerOrig=true p-aa01/callingParty=true"),
                Arguments.of("audiocodes.body", "0001/AvayaUCID=FA080001 0001/GenesysUUID=01ABCD"),
                Arguments.of("ribbon.body", "null/callData=<callData><gcid>98765</gcid></callData> null/gcid=98765"),
                Arguments.of("metaswitch.xml", "null/subscriber=gold"),
                Arguments.of("cloud.body", "s/account=<account><sid>AC1</sid></account> s/sid=AC1"),
                Arguments.of("cube.body", ""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("extensions")
    void extensionsAreKeptWithTheirOwner(String file, String expected) {
        String found = Samples.metadata(file).extensions().stream()
                .map(extension -> extension.ownerId() + "/" + extension.name() + "=" + extension.text())
                .collect(Collectors.joining(" "));

        assertThat(found).isEqualTo(expected);
    }

    @Test
    void extensionsKeepTheirNamespace() {
        assertThat(Samples.metadata("oracle.body").extensions().getFirst().namespace())
                .isEqualTo("http://vendor.example/siprec");
        assertThat(Samples.metadata("metaswitch.xml").extensions().getFirst().namespace())
                .isEmpty();
    }

    @Test
    void timesSessionIdsAndNamesAreRead() {
        RecordingMetadata metadata = Samples.metadata("opensips.body");
        CommunicationSession session = metadata.sessions().getFirst();

        assertThat(session.startTime()).hasToString("2026-03-02T10:00:00Z");
        assertThat(session.startText()).isEqualTo("2026-03-02T12:00:00+0200");
        assertThat(session.sipSessionIds()).containsExactly("8f3a-call-id@192.0.2.81");
        assertThat(session.groupId()).isEqualTo("Z3JvdXAtb25l");
        assertThat(metadata.participants().getFirst().name()).isEqualTo("Smith & Sons");
        assertThat(metadata.participants().getFirst().receives()).containsExactly("czE=");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "oracle.body",
                "cube.body",
                "broadworks.body",
                "audiocodes.body",
                "ribbon.body",
                "opensips.body",
                "cloud.body"
            })
    void theDescriptionBesideTheMetadataIsFound(String file) {
        BodyPart part = Samples.parts(file).sdp().orElseThrow();
        SessionDescription offer = (SessionDescription) SessionDescription.parse(part.content());

        assertThat(offer.media()).isNotEmpty().allSatisfy(media -> assertThat(media.label())
                .isPresent());
        assertThat(offer.media().stream().map(MediaDescription::type)).containsOnly("audio");
    }

    @Test
    void unknownPartsAreKept() {
        assertThat(Samples.parts("cube.body").parts().stream().map(BodyPart::contentType))
                .contains("application/gtd");
    }
}
