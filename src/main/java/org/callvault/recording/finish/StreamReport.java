package org.callvault.recording.finish;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.callvault.recording.RecordingDescription;
import org.callvault.recording.contents.StreamContents;
import org.callvault.recording.format.EventLog;
import org.callvault.recording.format.Gap;
import org.callvault.recording.format.Interval;
import org.callvault.recording.format.StreamSurvey;
import org.callvault.recording.kept.KeptPackets;
import org.callvault.recording.manifest.Manifest;
import org.callvault.recording.manifest.Manifest.ManifestGap;
import org.callvault.recording.manifest.Manifest.Packets;
import org.callvault.recording.render.Master;
import org.callvault.recording.render.Renderer;
import org.callvault.rtp.Ssrc;
import org.jspecify.annotations.Nullable;

/** One stream's part of the manifest. */
final class StreamReport {
    private final int index;
    private final StreamContents contents;
    private final RecordingDescription.@Nullable Stream described;
    private final List<Gap> gaps;
    private final List<Interval> muted;
    private final List<Manifest.Event> events;
    private final List<Interval> silences;

    private StreamReport(
            int index,
            StreamContents contents,
            RecordingDescription.@Nullable Stream described,
            List<Gap> gaps,
            List<Interval> muted,
            List<Manifest.Event> events,
            List<Interval> silences) {
        this.muted = muted;
        this.events = events;
        this.silences = silences;
        this.index = index;
        this.contents = contents;
        this.described = described;
        this.gaps = gaps;
    }

    static StreamReport of(
            int index,
            StreamContents contents,
            FinalDescription known,
            @Nullable Renderer renderer,
            OptionalLong originMicros,
            boolean redacts) {
        RecordingDescription.Stream described = known.description().streams().stream()
                .filter(stream -> stream.index() == index)
                .findFirst()
                .orElse(null);
        if (renderer == null || originMicros.isEmpty()) {
            return new StreamReport(index, contents, described, List.of(), List.of(), List.of(), List.of());
        }
        long origin = originMicros.getAsLong();
        Master master = renderer.master();
        List<Interval> pauses = pauses(described, known.endedAt(), origin, master.sampleRate());
        List<Manifest.Event> events = renderer.events(index).stream()
                .map(event -> event(index, event, master, origin, redacts))
                .toList();
        return new StreamReport(
                index,
                contents,
                described,
                renderer.gaps(index, pauses),
                renderer.silenced(index),
                events,
                renderer.silences(index, pauses));
    }

    private static List<Interval> pauses(
            RecordingDescription.@Nullable Stream described, Instant endedAt, long originMicros, int sampleRate) {
        List<Interval> pauses = new ArrayList<>();
        if (described != null) {
            for (RecordingDescription.Interval pause : described.paused()) {
                Instant to = pause.to();
                long from = sample(pause.from(), originMicros, sampleRate);
                long until = sample(to == null ? endedAt : to, originMicros, sampleRate);
                if (from < until) {
                    pauses.add(new Interval(from, until));
                }
            }
        }
        return pauses;
    }

    private static long sample(Instant at, long originMicros, int sampleRate) {
        long micros = Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000L), at.getNano() / 1000);
        return Math.floorDiv((micros - originMicros) * sampleRate, 1_000_000L);
    }

    Manifest.Stream stream(int channel) {
        return new Manifest.Stream(
                index,
                channel,
                described == null ? null : described.label(),
                described == null ? List.of() : described.participants(),
                List.copyOf(contents.formats()),
                described == null ? null : described.protocol(),
                described == null ? null : described.suite(),
                contents.survey().sources().stream()
                        .map(Ssrc::toString)
                        .distinct()
                        .toList(),
                contents.sources().manifest(),
                packets(),
                contents.payloadBytes(),
                contents.counters().jitter(),
                contents.hasMedia() ? FinalDescription.instant(contents.firstMicros()) : null,
                contents.hasMedia() ? FinalDescription.instant(contents.lastMicros()) : null,
                described == null ? List.of() : described.paused(),
                silences.stream()
                        .map(silence -> new Manifest.Silence(silence.from(), silence.to()))
                        .toList(),
                kept());
    }

    private Manifest.@Nullable Kept kept() {
        if (!contents.keepsPackets()) {
            return null;
        }
        boolean unsupported = !contents.unsupported().isEmpty();
        return new Manifest.Kept(
                KeptPackets.name(index),
                unsupported ? "codec_unsupported" : "redundancy",
                List.copyOf(unsupported ? contents.unsupported() : contents.repairs()));
    }

    private Packets packets() {
        StreamSurvey survey = contents.survey();
        long missingInPauses = gaps.stream()
                .filter(gap -> gap.reason() == Gap.Reason.PAUSED)
                .mapToLong(Gap::packets)
                .sum();
        return new Packets(
                survey.received(),
                survey.missing() - missingInPauses,
                Math.max(survey.late(), contents.counters().late()),
                survey.duplicate() + contents.counters().duplicate(),
                contents.counters().paused(),
                contents.rtcpPackets(),
                contents.counters().rejections(),
                contents.counters().droppedByKernel());
    }

    private static Manifest.Event event(
            int index, EventLog.Event event, Master master, long originMicros, boolean redacts) {
        return new Manifest.Event(
                index,
                redacts ? "redacted" : event.name(),
                FinalDescription.instant(originMicros + event.startMicros()),
                event.startMicros() * master.sampleRate() / 1_000_000,
                event.durationMicros() / 1000);
    }

    List<Manifest.Event> events() {
        return events;
    }

    List<ManifestGap> gaps() {
        Stream<ManifestGap> missing = gaps.stream()
                .map(gap -> new ManifestGap(
                        index,
                        gap.samples().from(),
                        gap.samples().to(),
                        gap.packets(),
                        gap.reason().name().toLowerCase(Locale.ROOT)));
        Stream<ManifestGap> silenced =
                muted.stream().map(each -> new ManifestGap(index, each.from(), each.to(), 0, "muted"));
        return Stream.concat(missing, silenced)
                .sorted(Comparator.comparingLong(ManifestGap::fromSample))
                .toList();
    }
}
