package org.callvault.cli.reconcile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.callvault.recording.CallIdentifier;
import org.callvault.recording.MergedMetadata;
import org.callvault.recording.RecordingDescription.Interval;
import org.callvault.recording.RecordingDescription.Participant;
import org.callvault.recording.RecordingId;
import org.callvault.recording.RecordingJson;
import org.callvault.recording.catalog.Catalog;
import org.callvault.recording.catalog.RecordingState;
import org.callvault.recording.manifest.Manifest;
import org.callvault.recording.manifest.Manifest.ManifestGap;
import org.callvault.recording.store.DirectoryStore;

/** Finished recordings without audio in the data directory of a node that does not run yet. */
public final class RecordedCalls implements AutoCloseable {
    public static final Instant NINE = Instant.parse("2026-11-02T09:00:00Z");

    private final Catalog catalog;
    private final DirectoryStore store;

    public RecordedCalls(Path data) throws IOException {
        Files.createDirectories(data);
        catalog = Catalog.open(data.resolve("catalog"));
        store = new DirectoryStore(data.resolve("recordings"));
    }

    /** What differs from a whole call. */
    public record Flaws(Duration lost, Duration paused) {
        public static final Flaws NONE = new Flaws(Duration.ZERO, Duration.ZERO);
    }

    /** A call of two parties; its lost packets are in the middle of the second side. */
    public String keep(Instant start, Duration duration, String caller, String callee, String ucid, Flaws flaws)
            throws IOException {
        String id = RecordingId.next(start, new Random(start.toEpochMilli())).value();
        Manifest manifest = manifest(id, start, duration, caller, callee, ucid, flaws);
        try (var staged = store.stage(new RecordingId(id))) {
            Files.write(staged.file(Manifest.NAME), RecordingJson.writePretty(manifest));
            String location = staged.commit();
            catalog.complete(manifest.description(), RecordingState.COMPLETE, location, "0".repeat(64));
        }
        return id;
    }

    /** What such a call leaves. */
    public static Manifest manifest(
            String id, Instant start, Duration duration, String caller, String callee, String ucid, Flaws flaws) {
        Instant end = start.plus(duration);
        List<ManifestGap> gaps = flaws.lost().isZero()
                ? List.of()
                : List.of(new ManifestGap(1, 8000, 8000 + flaws.lost().toMillis() * 8, 50, "lost"));
        List<Interval> paused = flaws.paused().isZero()
                ? List.of()
                : List.of(
                        new Interval(start.plusSeconds(1), start.plusSeconds(1).plus(flaws.paused())));
        return new Manifest(
                Manifest.VERSION,
                id,
                "call-" + id,
                "node-1",
                "sbc.example",
                true,
                start,
                end,
                "bye",
                "complete",
                new MergedMetadata(
                        List.of(
                                new Participant("a", "sip:" + caller + "@example.com", null),
                                new Participant("b", "sip:" + callee + "@example.com", "Agent")),
                        ucid.isEmpty() ? List.of() : List.of(new CallIdentifier("ucid", ucid)),
                        List.of(),
                        new MergedMetadata.RecordingSession(start, end)),
                new Manifest.Audio("audio.wav", "PCMU", 8000, 2, duration.toMillis() * 8, start, List.of()),
                List.of(stream(0, start, end, List.of()), stream(1, start, end, paused)),
                gaps,
                List.of(),
                0,
                List.of(),
                List.of(),
                "frankfurt",
                null,
                List.of(),
                null);
    }

    private static Manifest.Stream stream(int index, Instant start, Instant end, List<Interval> paused) {
        return new Manifest.Stream(
                index,
                index,
                null,
                List.of(index == 0 ? "a" : "b"),
                List.of("PCMU/8000"),
                "RTP/SAVP",
                null,
                List.of(),
                List.of(),
                new Manifest.Packets(1, 0, 0, 0, 0, 0, Map.of(), null),
                160,
                0,
                start,
                end,
                paused,
                List.of(),
                null);
    }

    @Override
    public void close() {
        catalog.close();
    }
}
