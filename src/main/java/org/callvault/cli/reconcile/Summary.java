package org.callvault.cli.reconcile;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was compared, and how it came out. */
final class Summary {
    /** More of them are only counted. */
    private static final int BAD_LINES_SHOWN = 20;

    private final String records;
    private final Period period;
    private final Map<Outcome.Kind, Long> counts = new EnumMap<>(Outcome.Kind.class);
    private final List<BadLine> shownBadLines = new ArrayList<>();
    private final long badLines;
    private double recordSeconds;
    private double coveredSeconds;

    /** A line of the records that could not be used. */
    record BadLine(long line, String why) {}

    /** All of a summary, as JSON has it. */
    record Figures(
            String records,
            Instant from,
            Instant to,
            long matched,
            @JsonProperty("short") long cut,
            long lost,
            long ambiguous,
            long extra,
            long badLines,
            double recordSeconds,
            double coveredSeconds,
            List<BadLine> firstBadLines) {}

    Summary(String records, Period period, List<BadLine> firstBadLines, long badLines) {
        this.records = records;
        this.period = period;
        this.badLines = badLines;
        this.shownBadLines.addAll(firstBadLines.subList(0, Math.min(BAD_LINES_SHOWN, firstBadLines.size())));
    }

    void count(Outcome outcome, Row row) {
        counts.merge(outcome.kind(), 1L, Long::sum);
        period.count(outcome.kind(), row.start());
        if (outcome.kind() != Outcome.Kind.EXTRA) {
            recordSeconds += row.seconds();
            Double covered = row.covered();
            coveredSeconds += covered == null ? 0 : Math.min(covered, row.seconds());
        }
    }

    long of(Outcome.Kind kind) {
        return counts.getOrDefault(kind, 0L);
    }

    long calls() {
        return of(Outcome.Kind.MATCHED) + of(Outcome.Kind.SHORT) + of(Outcome.Kind.LOST) + of(Outcome.Kind.AMBIGUOUS);
    }

    long badLines() {
        return badLines;
    }

    List<BadLine> firstBadLines() {
        return List.copyOf(shownBadLines);
    }

    Period period() {
        return period;
    }

    String records() {
        return records;
    }

    double coveredShare() {
        return recordSeconds == 0 ? 1 : coveredSeconds / recordSeconds;
    }

    boolean isClean() {
        return of(Outcome.Kind.MATCHED) == calls() && of(Outcome.Kind.EXTRA) == 0 && badLines == 0;
    }

    Figures figures() {
        return new Figures(
                records,
                period.from(),
                period.to(),
                of(Outcome.Kind.MATCHED),
                of(Outcome.Kind.SHORT),
                of(Outcome.Kind.LOST),
                of(Outcome.Kind.AMBIGUOUS),
                of(Outcome.Kind.EXTRA),
                badLines,
                Math.round(recordSeconds * 1000) / 1000.0,
                Math.round(coveredSeconds * 1000) / 1000.0,
                firstBadLines());
    }

    void print(PrintWriter out) {
        out.println("calls from " + period.from() + " to " + period.to() + ", by " + records);
        out.printf("%8d records%n", calls());
        out.printf("%8d matched, recorded whole%n", of(Outcome.Kind.MATCHED));
        out.printf("%8d short: less was recorded than was spoken%n", of(Outcome.Kind.SHORT));
        out.printf("%8d lost: no recording%n", of(Outcome.Kind.LOST));
        out.printf("%8d ambiguous: several recordings fit%n", of(Outcome.Kind.AMBIGUOUS));
        out.printf("%8d extra: recordings without a record%n", of(Outcome.Kind.EXTRA));
        out.printf(Locale.ROOT, "%7.2f%% of the time in records was recorded%n", 100 * coveredShare());
        if (badLines > 0) {
            out.printf("%8d lines of the file could not be used%n", badLines);
            firstBadLines().forEach(bad -> out.println("         line " + bad.line() + ": " + bad.why()));
        }
    }
}
