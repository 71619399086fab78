package org.callvault.recording.finish;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.callvault.recording.CallIdentifier;
import org.callvault.recording.MergedMetadata;
import org.callvault.recording.RecordingDescription;
import org.callvault.recording.RecordingId;
import org.callvault.recording.contents.Contents;

/**
 * Settles what is known about a recording at its end.
 *
 * @param endedAt never null any more
 * @param interrupted nobody said that the call ended: the process or the machine stopped before
 */
record FinalDescription(RecordingDescription description, Instant endedAt, String endReason, boolean interrupted) {
    static FinalDescription of(FinishRequest request, Contents contents) {
        RecordingDescription best = Optional.ofNullable(request.given())
                .or(contents::lastDescription)
                .orElseGet(() -> request.fallback() == null ? unknown(request.id(), contents) : request.fallback());
        Instant end = best.endedAt();
        String reason = best.endReason();
        if (end == null && request.fallback() != null) {
            end = request.fallback().endedAt();
            reason = request.fallback().endReason();
        }
        RecordingId supplements = request.supplements();
        if (supplements != null) {
            best = best.withMetadata(
                    best.metadata().identifiedBy(new CallIdentifier("supplements", supplements.value())));
        }
        boolean interrupted = end == null;
        Instant last = lastEntry(contents, best.startedAt());
        return new FinalDescription(
                best, end == null ? last : end, reason == null ? reasonOf(interrupted) : reason, interrupted);
    }

    private static String reasonOf(boolean interrupted) {
        return interrupted ? "interrupted" : "unknown";
    }

    private static Instant lastEntry(Contents contents, Instant startedAt) {
        return contents.lastMicros().isPresent() ? instant(contents.lastMicros().getAsLong()) : startedAt;
    }

    /** Neither the session nor the spool nor the catalog knows more than the packets. */
    private static RecordingDescription unknown(RecordingId id, Contents contents) {
        Instant start =
                instant(contents.originMicros().orElse(contents.lastMicros().orElse(0)));
        return new RecordingDescription(
                id,
                "",
                "",
                "",
                false,
                start,
                null,
                null,
                List.of(),
                List.of("description_missing"),
                MergedMetadata.startedAt(start),
                List.of(),
                null);
    }

    /** The description with its end, and with these flags after its own. */
    RecordingDescription complete(List<String> more) {
        List<String> flags = new ArrayList<>(description.flags());
        more.stream().filter(flag -> !flags.contains(flag)).forEach(flags::add);
        return description.ended(endedAt, endReason).withFlags(flags);
    }

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
