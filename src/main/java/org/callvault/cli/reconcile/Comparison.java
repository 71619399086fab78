package org.callvault.cli.reconcile;

import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.callvault.cli.reconcile.Details.JsonDetails;
import org.jspecify.annotations.Nullable;

/** A comparison from files to reports. */
final class Comparison {
    private static final int BAD_LINES_KEPT = 100;

    /** Some fifty megabytes. */
    private static final int RECORDS_IN_MEMORY = 100_000;

    private Comparison() {}

    /**
     * What is read.
     *
     * @param from of the records and recordings; empty for all that the file has, the same for to
     */
    record Input(
            Path file, Charset charset, RecordTimes times, URI api, Optional<Instant> from, Optional<Instant> to) {}

    /** What is written; nothing where null. */
    record Output(
            @Nullable Path html,
            @Nullable Path csv,
            @Nullable Writer json) {}

    static Summary compare(Input input, Terms terms, Output output) throws IOException {
        return compare(input, terms, output, RECORDS_IN_MEMORY);
    }

    static Summary compare(Input input, Terms terms, Output output, int inMemory) throws IOException {
        try (SortedRecords records = new SortedRecords(inMemory)) {
            List<Summary.BadLine> bad = new ArrayList<>();
            long badLines = read(input, records, bad);
            Instant from = input.from().or(records::oldest).orElse(Instant.EPOCH);
            Instant to = input.to()
                    .or(() -> records.newest().map(last -> last.plusMillis(1)))
                    .orElse(Instant.EPOCH);
            Summary summary =
                    new Summary(String.valueOf(input.file().getFileName()), new Period(from, to), bad, badLines);
            Duration reach =
                    terms.identifierWindow().compareTo(terms.window()) > 0 ? terms.identifierWindow() : terms.window();
            try (ApiRecordings recordings = new ApiRecordings(input.api(), from.minus(reach), to.plus(reach))) {
                write(records, recordings, terms, output, summary);
            }
            return summary;
        }
    }

    private static long read(Input input, SortedRecords records, List<Summary.BadLine> bad) throws IOException {
        long[] badLines = {0};
        new CallRecords(input.times()).read(input.file(), input.charset(), new CallRecords.Taker() {
            @Override
            public void record(CallRecord record) throws IOException {
                boolean early = input.from().filter(record.start()::isBefore).isPresent();
                boolean late =
                        input.to().filter(to -> !record.start().isBefore(to)).isPresent();
                if (!early && !late) {
                    records.add(record);
                }
            }

            @Override
            public void bad(long line, String why) {
                badLines[0]++;
                if (bad.size() < BAD_LINES_KEPT) {
                    bad.add(new Summary.BadLine(line, why));
                }
            }
        });
        return badLines[0];
    }

    private static void write(
            SortedRecords records, ApiRecordings recordings, Terms terms, Output output, Summary summary)
            throws IOException {
        HtmlReport html = new HtmlReport();
        try (Details csv = output.csv() == null ? null : Details.csv(output.csv());
                JsonDetails json = output.json() == null ? null : Details.json(output.json())) {
            Reconciliation.run(records.newestFirst(), recordings, terms, outcome -> {
                Row row = Row.of(outcome);
                if (isOutside(outcome, summary.period())) {
                    return;
                }
                summary.count(outcome, row);
                html.add(outcome.kind(), row);
                if (csv != null) {
                    csv.row(row);
                }
                if (json != null) {
                    json.row(row);
                }
            });
            if (json != null) {
                json.end(summary);
            }
        }
        if (output.html() != null) {
            html.write(output.html(), summary);
        }
    }

    /** Recordings before and after the records are read for what they may match; that no record tells of them means nothing. */
    private static boolean isOutside(Outcome outcome, Period period) {
        return outcome instanceof Outcome.Extra extra
                && (extra.recording().start().isBefore(period.from())
                        || !extra.recording().start().isBefore(period.to()));
    }
}
