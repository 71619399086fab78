package org.callvault.recording.finish;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import org.callvault.recording.RecordingDescription;
import org.callvault.recording.RecordingId;
import org.callvault.recording.contents.Contents;
import org.callvault.recording.contents.StreamContents;
import org.callvault.recording.manifest.Manifest;
import org.callvault.recording.manifest.Manifest.ManifestGap;
import org.callvault.recording.spool.ReadReport;
import org.jspecify.annotations.Nullable;

/**
 * The manifest of a recording that has been rendered.
 *
 * @param damaged chunks of the spool that were altered or gone
 * @param audio null where there is none
 * @param silent whether nothing at all is heard of a stream
 */
record FinalManifest(
        FinishRequest request,
        Contents contents,
        FinalDescription known,
        ReadReport read,
        int damaged,
        Manifest.@Nullable Audio audio,
        List<StreamReport> reports,
        boolean silent) {
    /** A manifest lists no more gaps than this; the counts of packets are complete all the same. */
    private static final int MAX_GAPS = 10_000;

    Manifest with(List<Manifest.StoredFile> files) {
        List<Manifest.Stream> streams = new ArrayList<>();
        reports.forEach(report -> streams.add(report.stream(streams.size())));
        List<ManifestGap> gaps =
                reports.stream().flatMap(report -> report.gaps().stream()).toList();
        List<Manifest.Event> events =
                reports.stream().flatMap(report -> report.events().stream()).toList();
        RecordingDescription description = known.complete(flags(gaps.size()));
        RecordingId supplements = request.supplements();
        return new Manifest(
                Manifest.VERSION,
                request.id().value(),
                description.callId(),
                description.node(),
                description.peer(),
                description.encrypted(),
                description.startedAt(),
                known.endedAt(),
                known.endReason(),
                isInterrupted() ? "interrupted" : "complete",
                description.metadata(),
                audio,
                streams,
                gaps.subList(0, Math.min(MAX_GAPS, gaps.size())),
                events,
                damaged,
                description.flags(),
                files,
                description.trunk(),
                supplements == null ? null : supplements.value(),
                parts(),
                null);
    }

    private boolean isInterrupted() {
        return known.interrupted() || request.incomplete() || request.supplements() != null;
    }

    private List<Manifest.Part> parts() {
        return read.parts().stream()
                .map(part -> new Manifest.Part(name(part), part.chunks()))
                .toList();
    }

    static String name(ReadReport.Part part) {
        return HexFormat.of().toHexDigits(part.chain());
    }

    private List<String> flags(int gaps) {
        List<String> flags = new ArrayList<>();
        flag(flags, silent, "stream_silent");
        flag(flags, known.interrupted(), "interrupted");
        flag(flags, request.incomplete(), "parts_missing");
        flag(flags, request.supplements() != null, "supplement");
        flag(flags, !contents.hasMedia(), "no_media");
        flag(flags, any(stream -> !stream.unsupported().isEmpty()), "codec_unsupported");
        flag(flags, any(stream -> stream.survey().timestampsJumped()), "timestamps_reanchored");
        flag(flags, any(stream -> stream.survey().unplaced() > 0), "packets_unplaced");
        flag(flags, damaged > 0, "spool_damaged");
        flag(flags, contents.unreadableEntries() > 0, "entries_unreadable");
        flag(flags, gaps > MAX_GAPS, "gaps_truncated");
        return flags;
    }

    private boolean any(Predicate<StreamContents> test) {
        return contents.streams().values().stream().anyMatch(test);
    }

    private static void flag(List<String> flags, boolean set, String flag) {
        if (set) {
            flags.add(flag);
        }
    }
}
