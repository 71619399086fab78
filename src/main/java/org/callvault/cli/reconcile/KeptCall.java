package org.callvault.cli.reconcile;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.callvault.recording.CallIdentifier;
import org.callvault.recording.RecordedCall;
import org.callvault.recording.RecordingDescription.Interval;
import org.callvault.recording.manifest.Manifest;
import org.callvault.recording.manifest.Manifest.ManifestGap;

/**
 * A recording, as much of it as is compared.
 *
 * @param state as the API tells it; one that is not finished has no coverage yet
 * @param end of the recording; its start while it is not over
 * @param parties numbers and names of who took part
 * @param missing of the audio of the side of which least was received; pauses are apart
 * @param paused of the side that was paused longest
 */
record KeptCall(
        String id,
        String state,
        Instant start,
        Instant end,
        Set<String> identifiers,
        Set<String> parties,
        Duration missing,
        Duration paused) {
    private static final Set<String> FINISHED = Set.of("complete", "interrupted");

    /** What their gaps lack was sent, or should have been; a silence that was never sent is no loss. */
    private static final Set<String> LOSSES = Set.of("lost", "restarted");

    KeptCall {
        identifiers = Set.copyOf(identifiers);
        parties = Set.copyOf(parties);
    }

    boolean isFinished() {
        return FINISHED.contains(state);
    }

    static KeptCall of(String state, Manifest manifest) {
        Set<String> identifiers = new HashSet<>(Identifiers.of(manifest.callId()));
        for (CallIdentifier each : manifest.metadata().identifiers()) {
            identifiers.addAll(Identifiers.of(each.value()));
        }
        for (RecordedCall call : manifest.metadata().calls()) {
            Stream.concat(Stream.of(call.id()), call.sipSessionIds().stream())
                    .forEach(each -> identifiers.addAll(Identifiers.of(each)));
        }
        Set<String> parties = new HashSet<>();
        manifest.metadata().participants().stream()
                .flatMap(participant -> Stream.of(participant.aor(), participant.name()))
                .flatMap(Stream::ofNullable)
                .forEach(each -> parties.add(Identifiers.party(each)));
        parties.remove("");
        return new KeptCall(
                manifest.recording(),
                state,
                manifest.startedAt(),
                manifest.endedAt(),
                identifiers,
                parties,
                worst(manifest, KeptCall::missing),
                worst(manifest, KeptCall::paused));
    }

    /** Of one side of a call. */
    private interface Measure {
        Duration of(Manifest manifest, Manifest.Stream stream);
    }

    private static Duration worst(Manifest manifest, Measure measure) {
        return manifest.streams().stream()
                .map(stream -> measure.of(manifest, stream))
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    /** Before the first packet, in gaps, and after the last one. */
    private static Duration missing(Manifest manifest, Manifest.Stream stream) {
        Instant first = stream.firstPacketAt();
        Instant last = stream.lastPacketAt();
        Manifest.Audio audio = manifest.audio();
        Duration whole = Duration.between(manifest.startedAt(), manifest.endedAt());
        if (first == null || last == null || audio == null) {
            return whole;
        }
        long samples = manifest.gaps().stream()
                .filter(gap -> gap.stream() == stream.index() && LOSSES.contains(gap.reason()))
                .mapToLong(KeptCall::length)
                .sum();
        return positive(Duration.between(manifest.startedAt(), first))
                .plusMillis(samples * 1000 / Math.max(1, audio.sampleRate()))
                .plus(positive(Duration.between(last, manifest.endedAt())));
    }

    private static long length(ManifestGap gap) {
        return Math.max(0, gap.toSample() - gap.fromSample());
    }

    private static Duration paused(Manifest manifest, Manifest.Stream stream) {
        Duration all = Duration.ZERO;
        List<Interval> pauses = stream.paused();
        for (Interval pause : pauses) {
            Instant to = pause.to();
            all = all.plus(positive(Duration.between(pause.from(), to == null ? manifest.endedAt() : to)));
        }
        return all;
    }

    private static Duration positive(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : duration;
    }
}
