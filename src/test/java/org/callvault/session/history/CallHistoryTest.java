package org.callvault.session.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.callvault.recording.RecordedCall;
import org.callvault.recording.RecordedCall.Reason;
import org.callvault.siprec.metadata.MetadataParser;
import org.callvault.siprec.metadata.RecordingMetadata;
import org.junit.jupiter.api.Test;

class CallHistoryTest {
    private static RecordingMetadata document(String content) {
        String xml = "<recording xmlns='urn:ietf:params:xml:ns:recording:1'>" + content + "</recording>";
        return (RecordingMetadata) MetadataParser.parse(xml.getBytes(StandardCharsets.UTF_8), null);
    }

    @Test
    void whatWasSaidStaysAndLaterDocumentsAddToIt() {
        List<RecordedCall> begun = CallHistory.merge(
                        List.of(),
                        document("<session session_id='a'><sipSessionID>1;remote=0</sipSessionID>"
                                + "<start-time>2026-11-23T10:00:00Z</start-time></session>"))
                .calls();
        List<RecordedCall> over = CallHistory.merge(
                        begun,
                        document("<session session_id='a'><sipSessionID>1;remote=2</sipSessionID>"
                                + "<stop-time>2026-11-23T10:05:00Z</stop-time><reason protocol='Q.850'>16</reason>"
                                + "</session><session session_id='b'/>"))
                .calls();
        assertThat(over)
                .containsExactly(
                        new RecordedCall(
                                "a",
                                List.of("1;remote=0", "1;remote=2"),
                                Instant.parse("2026-11-23T10:00:00Z"),
                                Instant.parse("2026-11-23T10:05:00Z"),
                                List.of(new Reason("Q.850", "16"))),
                        new RecordedCall("b", List.of(), null, null, List.of()));
    }

    @Test
    void repeatedDocumentsChangeNothing() {
        RecordingMetadata document =
                document("<session session_id='a'><sipSessionID>1</sipSessionID><reason>x</reason></session>");
        List<RecordedCall> once = CallHistory.merge(List.of(), document).calls();
        assertThat(CallHistory.merge(once, document).calls()).isEqualTo(once);
    }

    @Test
    void callsAndWhatIsKeptOfEachAreBounded() {
        String sessions = IntStream.range(0, 300)
                .mapToObj(i -> "<session session_id='" + i + "'/>")
                .collect(Collectors.joining());
        CallHistory.Merged many = CallHistory.merge(List.of(), document(sessions));
        assertThat(many.calls()).hasSize(256);
        assertThat(many.flags()).containsExactly("calls_dropped");
        String reasons = IntStream.range(0, 50)
                .mapToObj(i -> "<reason>" + i + "</reason>")
                .collect(Collectors.joining());
        assertThat(CallHistory.merge(List.of(), document("<session session_id='a'>" + reasons + "</session>"))
                        .calls())
                .singleElement()
                .satisfies(call -> assertThat(call.reasons()).hasSize(32));
    }
}
