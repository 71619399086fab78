package org.callvault.recording.catalog;

import java.nio.charset.StandardCharsets;
import org.callvault.recording.CallIdentifier;
import org.callvault.recording.RecordingJson;
import org.jspecify.annotations.Nullable;

/** Rows as {@link CatalogRow} and {@link Identifiers} write them, in the text format of PostgreSQL's COPY. */
final class BenchmarkRows {
    static final String RECORDING = "COPY recording (id, call_id, state, node, peer, started_at, ended_at, duration_ms,"
            + " end_reason, participants, flags, streams, encrypted, location, manifest_sha256, trunk, words) FROM STDIN";
    static final String IDENTIFIER = "COPY recording_identifier (recording_id, kind, text, started_at) FROM STDIN";

    private final StringBuilder recordings = new StringBuilder();
    private final StringBuilder identifiers = new StringBuilder();

    void add(CatalogEntry entry) {
        row(
                recordings,
                entry.id().value(),
                entry.callId(),
                CatalogRow.state(entry.state()),
                entry.node(),
                entry.peer(),
                entry.startedAt(),
                entry.endedAt(),
                entry.duration() == null ? null : entry.duration().toMillis(),
                entry.endReason(),
                json(entry.participants()),
                json(entry.flags()),
                entry.streams(),
                entry.encrypted(),
                entry.location(),
                entry.manifestSha256(),
                entry.trunk(),
                SearchWords.text(entry));
        for (CallIdentifier each : SearchWords.identifiers(entry)) {
            row(identifiers, entry.id().value(), each.kind(), each.value(), entry.startedAt());
        }
    }

    private static String json(Object value) {
        return new String(RecordingJson.write(value), StandardCharsets.UTF_8);
    }

    private static void row(StringBuilder to, @Nullable Object... columns) {
        char before = 0;
        for (Object column : columns) {
            if (before != 0) {
                to.append(before);
            }
            before = '\t';
            to.append(column == null ? "\\N" : escaped(column.toString()));
        }
        to.append('\n');
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n");
    }

    byte[] recordings() {
        return taken(recordings);
    }

    byte[] identifiers() {
        return taken(identifiers);
    }

    private static byte[] taken(StringBuilder text) {
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        text.setLength(0);
        return bytes;
    }
}
