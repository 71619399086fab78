package org.callvault.cli.reconcile;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.callvault.cli.reconcile.RecordColumns.Column;

/** Reads a CSV file of call records, one after another; a line that cannot be used is told and passed over. */
final class CallRecords {
    private static final int MAX_FIELD = 1 << 16;
    private static final char[] DELIMITERS = {',', ';', '\t', '|'};

    private final RecordTimes times;

    CallRecords(RecordTimes times) {
        this.times = times;
    }

    /** Gets what a file holds. */
    interface Taker {
        void record(CallRecord record) throws IOException;

        /** A line that cannot be used. */
        void bad(long line, String why);
    }

    /**
     * Reads a file.
     *
     * @throws UnusableRecords if its header says nothing that can be used
     */
    void read(Path file, Charset charset, Taker taker) throws IOException {
        var decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        try (BufferedReader in =
                new BufferedReader(new java.io.InputStreamReader(Files.newInputStream(file), decoder))) {
            CsvLines lines = new CsvLines(in);
            String header = lines.read()
                    .map(CsvLines.Line::text)
                    .orElseThrow(() -> new UnusableRecords(file + " is empty"))
                    .replaceFirst("^\\uFEFF", "");
            ObjectReader fields = fields(delimiter(header));
            RecordColumns columns = new RecordColumns(split(fields, header));
            for (Optional<CsvLines.Line> line = lines.read(); line.isPresent(); line = lines.read()) {
                one(line.get(), fields, columns, taker);
            }
        }
    }

    private void one(CsvLines.Line line, ObjectReader fields, RecordColumns columns, Taker taker) throws IOException {
        if (!line.isWhole()) {
            taker.bad(line.number(), "a quote is not closed, or the line is too long");
            return;
        }
        CallRecord record;
        try {
            record = record(line.number(), split(fields, line.text()), columns);
        } catch (RecordTimes.Unreadable unreadable) {
            taker.bad(line.number(), String.valueOf(unreadable.getMessage()));
            return;
        } catch (IOException malformed) {
            taker.bad(
                    line.number(),
                    "it is no CSV: "
                            + String.valueOf(malformed.getMessage())
                                    .lines()
                                    .findFirst()
                                    .orElse(""));
            return;
        }
        taker.record(record);
    }

    private CallRecord record(long number, List<String> line, RecordColumns columns) throws RecordTimes.Unreadable {
        String start = columns.first(Column.START, line);
        if (start.isEmpty()) {
            throw new RecordTimes.Unreadable("it does not say when the call began");
        }
        Instant from = times.instant(start);
        Set<String> identifiers = new HashSet<>();
        columns.all(Column.IDENTIFIER, line).forEach(value -> identifiers.addAll(Identifiers.of(value)));
        return new CallRecord(
                number,
                columns.first(Column.ID, line),
                from,
                duration(from, line, columns),
                identifiers,
                Identifiers.party(columns.first(Column.CALLER, line)),
                Identifiers.party(columns.first(Column.CALLEE, line)),
                Identifiers.party(columns.first(Column.AGENT, line)));
    }

    private Duration duration(Instant from, List<String> line, RecordColumns columns) throws RecordTimes.Unreadable {
        String duration = columns.first(Column.DURATION, line);
        if (!duration.isEmpty()) {
            return RecordTimes.duration(duration);
        }
        String end = columns.first(Column.END, line);
        if (end.isEmpty()) {
            return Duration.ZERO;
        }
        Duration between = Duration.between(from, times.instant(end));
        if (between.isNegative()) {
            throw new RecordTimes.Unreadable("it ends before it begins");
        }
        return between;
    }

    private static ObjectReader fields(char delimiter) {
        CsvFactory factory = CsvFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxStringLength(MAX_FIELD)
                        .build())
                .build();
        return CsvMapper.builder(factory)
                .enable(CsvParser.Feature.WRAP_AS_ARRAY)
                .build()
                .readerForListOf(String.class)
                .with(CsvSchema.emptySchema().withColumnSeparator(delimiter));
    }

    private static List<String> split(ObjectReader fields, String line) throws IOException {
        try (var values = fields.<List<String>>readValues(line)) {
            return values.hasNextValue() ? new ArrayList<>(values.nextValue()) : List.of();
        }
    }

    /** The one that stands most often in the header. */
    private static char delimiter(String header) {
        char best = DELIMITERS[0];
        for (char each : DELIMITERS) {
            if (count(header, each) > count(header, best)) {
                best = each;
            }
        }
        return best;
    }

    private static long count(String text, char wanted) {
        return text.chars().filter(character -> character == wanted).count();
    }
}
