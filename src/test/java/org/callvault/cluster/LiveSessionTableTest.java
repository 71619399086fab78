package org.callvault.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.callvault.dtls.Fingerprint;
import org.callvault.recording.Recorded;
import org.callvault.recording.catalog.Catalog;
import org.callvault.sdp.answer.AnswerIdentity;
import org.callvault.session.LiveRows.Fenced;
import org.callvault.session.LiveRows.Row;
import org.callvault.session.dialog.Dialog;
import org.callvault.session.signal.CallId;
import org.callvault.session.signal.SipPeer;
import org.callvault.session.signal.SipTransport;
import org.callvault.session.state.LiveSnapshot;
import org.callvault.session.state.MediaPlace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of live sessions in a real database. */
class LiveSessionTableTest {
    private static final CallId CALL = new CallId("call-1");

    @TempDir
    private Path directory;

    private Catalog catalog;
    private LiveSessionTable rows;

    @BeforeEach
    void open() throws Exception {
        catalog = Catalog.open(directory);
        rows = new LiveSessionTable(catalog.database());
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    @Test
    void whatIsWrittenIsFound() {
        assertThat(join(rows.find(CALL))).isEmpty();
        Row row = new Row(1, "node-1", "writer-a", snapshot(1));
        join(rows.write(CALL, row));
        assertThat(join(rows.find(CALL))).contains(row);
        Row next = new Row(2, "node-1", "writer-a", snapshot(2));
        join(rows.write(CALL, next));
        assertThat(join(rows.find(CALL))).contains(next);
    }

    @Test
    void ofTwoNodesThatRunOneSessionTheOneThatWritesLaterIsFenced() {
        join(rows.write(CALL, new Row(1, "node-1", "writer-a", snapshot(1))));
        join(rows.write(CALL, new Row(2, "node-2", "writer-b", snapshot(1))));
        assertFenced(new Row(2, "node-1", "writer-a", snapshot(9)));
        assertFenced(new Row(1, "node-3", "writer-c", snapshot(9)));
        assertThat(join(rows.find(CALL)).orElseThrow().home()).isEqualTo("node-2");
    }

    @Test
    void aWriteWhoseAnswerGotLostMayBeRepeated() {
        Row row = new Row(1, "node-1", "writer-a", snapshot(1));
        join(rows.write(CALL, row));
        join(rows.write(CALL, new Row(1, "node-1", "writer-a", snapshot(2))));
        assertThat(join(rows.find(CALL)).orElseThrow().state()).isEqualTo(snapshot(2));
    }

    @Test
    void onlyWhoWroteItRemovesIt() {
        join(rows.write(CALL, new Row(1, "node-1", "writer-a", snapshot(1))));
        join(rows.remove(CALL, "writer-b"));
        assertThat(join(rows.find(CALL))).isPresent();
        join(rows.remove(CALL, "writer-a"));
        assertThat(join(rows.find(CALL))).isEmpty();
    }

    @Test
    void sessionsAreFoundByTheirHome() {
        join(rows.write(CALL, new Row(1, "node-1", "writer-a", snapshot(1))));
        join(rows.write(new CallId("call-2"), new Row(1, "node-2", "writer-b", snapshot(1))));
        assertThat(join(rows.ofHomes("node-2"::equals))).containsExactly(new CallId("call-2"));
    }

    @Test
    void aDatabaseThatIsAwayFailsTheWriteAndFencesNobody() {
        catalog.close();
        assertThatThrownBy(() -> join(rows.write(CALL, new Row(1, "node-1", "writer-a", snapshot(1)))))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isNotInstanceOf(Fenced.class);
    }

    private void assertFenced(Row row) {
        assertThatThrownBy(() -> join(rows.write(CALL, row))).hasCauseInstanceOf(Fenced.class);
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private static LiveSnapshot snapshot(long cseq) {
        Dialog dialog = new Dialog(
                CALL,
                "ours",
                "theirs",
                "<sip:srs@192.0.2.9>",
                "<sip:sbc@192.0.2.1>",
                "sip:sbc@192.0.2.1",
                List.of(),
                cseq,
                0,
                new SipPeer("192.0.2.1", 5060, SipTransport.TCP, "192.0.2.9", 5060, "node-1"));
        return new LiveSnapshot(
                LiveSnapshot.VERSION,
                dialog,
                "default",
                true,
                List.of(),
                Map.of(),
                List.of(),
                new AnswerIdentity(7, 1, "192.0.2.9"),
                false,
                new MediaPlace("node-1", "192.0.2.9", Fingerprint.of(Fingerprint.Hash.SHA_256, new byte[] {1})),
                Optional.empty(),
                Recorded.description(Recorded.id(1), null, "PCMU/8000"),
                false,
                true);
    }
}
