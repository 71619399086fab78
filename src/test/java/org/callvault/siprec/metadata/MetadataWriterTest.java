package org.callvault.siprec.metadata;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.callvault.siprec.Samples;
import org.junit.jupiter.api.Test;

class MetadataWriterTest {
    private static final Instant START = Instant.parse("2026-03-02T10:00:00Z");
    private static final RecordingMetadata CALL = new RecordingMetadata(
            true,
            List.of(CommunicationSession.starting("s1", "ab12", START)),
            List.of(
                    new MetadataParticipant("p1", "sip:a@lab.example", "A & \"B\" <C>", Set.of("t1"), Set.of("t2")),
                    new MetadataParticipant("p2", "sip:b@lab.example", null, Set.of("t2"), Set.of("t1"))),
            List.of(new MetadataStream("t1", "s1", "1"), new MetadataStream("t2", "s1", "2")),
            List.of(),
            List.of(),
            List.of());

    @Test
    void whatIsWrittenIsReadBack() {
        assertThat(Samples.metadata(MetadataWriter.write(CALL, START)))
                .usingRecursiveComparison()
                .ignoringFields("presences")
                .isEqualTo(CALL);
    }

    @Test
    void elementsStandInTheOrderOfTheSchema() {
        String xml = new String(MetadataWriter.write(CALL, START), UTF_8);

        assertThat(xml)
                .containsSubsequence(
                        "<recording xmlns=\"urn:ietf:params:xml:ns:recording:1\">",
                        "<datamode>complete</datamode>",
                        "<session session_id=\"s1\">",
                        "<participant participant_id=\"p1\">",
                        "<stream stream_id=\"t1\" session_id=\"s1\">",
                        "<sessionrecordingassoc session_id=\"s1\">",
                        "<participantsessionassoc participant_id=\"p1\" session_id=\"s1\">",
                        "<participantstreamassoc participant_id=\"p1\">",
                        "<send>t1</send>",
                        "<recv>t2</recv>",
                        "<associate-time>2026-03-02T10:00:00Z</associate-time>");
    }

    @Test
    void idsAreTheBase64OfAUuid() {
        assertThat(MetadataWriter.id(new UUID(0, 1))).isEqualTo("AAAAAAAAAAAAAAAAAAAAAQ==");
    }
}
