package org.callvault.cli.reconcile;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One outcome as reports show it; seconds are decimal, what does not apply is left out.
 *
 * @param line of the record in its file
 * @param covered of the call, recorded of both sides
 * @param recordings ids, with spaces between
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({
    "kind",
    "line",
    "record",
    "start",
    "seconds",
    "caller",
    "callee",
    "agent",
    "recordings",
    "recordedFrom",
    "covered",
    "by",
    "why"
})
record Row(
        String kind,
        @Nullable Long line,
        @Nullable String record,
        Instant start,
        double seconds,
        @Nullable String caller,
        @Nullable String callee,
        @Nullable String agent,
        @Nullable String recordings,
        @Nullable Instant recordedFrom,
        @Nullable Double covered,
        @Nullable String by,
        @Nullable String why) {
    static Row of(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Lost lost -> of(lost, lost.record(), List.of(), null, null, "no recording was found");
            case Outcome.Cut cut -> of(cut, cut.record(), cut.recordings(), cut.covered(), cut.by(), cut.why());
            case Outcome.Matched matched ->
                of(matched, matched.record(), matched.recordings(), matched.covered(), matched.by(), null);
            case Outcome.Ambiguous many ->
                of(many, many.record(), many.candidates(), null, null, "several recordings fit equally well");
            case Outcome.Extra extra -> extra(extra.recording());
        };
    }

    private static Row of(
            Outcome outcome,
            CallRecord record,
            List<KeptCall> calls,
            @Nullable Duration covered,
            @Nullable String by,
            @Nullable String why) {
        return new Row(
                kind(outcome.kind()),
                record.line(),
                known(record.id()),
                record.start(),
                seconds(record.duration()),
                known(record.caller()),
                known(record.callee()),
                known(record.agent()),
                known(calls.stream().map(KeptCall::id).collect(Collectors.joining(" "))),
                calls.isEmpty() ? null : calls.getFirst().start(),
                covered == null ? null : (Double) seconds(covered),
                by,
                why);
    }

    private static Row extra(KeptCall call) {
        return new Row(
                kind(Outcome.Kind.EXTRA),
                null,
                null,
                call.start(),
                seconds(Duration.between(call.start(), call.end())),
                null,
                null,
                known(call.parties().stream().sorted().collect(Collectors.joining(" "))),
                call.id(),
                call.start(),
                null,
                null,
                "no record tells of it");
    }

    static String kind(Outcome.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    private static @Nullable String known(String text) {
        return text.isEmpty() ? null : text;
    }
}
