package org.callvault.cli.reconcile;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code callvault reconcile}: call records of another system against what was recorded. */
@Command(
        name = "reconcile",
        mixinStandardHelpOptions = true,
        description = {
            "Compare call records of a PBX or an SBC, a CSV file, with the recordings of a node's catalog.",
            "Tells calls that were lost, recordings that are short, and recordings that no record tells of.",
            "docs/reconciliation.md lists the columns that are understood."
        },
        footer = {"", "Exit codes: 0 every call was recorded whole, 1 something differs, 2 wrong use."})
public final class ReconcileCommand implements Callable<Integer> {
    private static final int DIFFERENT = 1;
    private static final int USAGE = 2;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--records", paramLabel = "FILE", required = true, description = "CSV file of call records")
    private Path records = Path.of("");

    @Option(names = "--api", paramLabel = "URL", description = "API of a node (default: ${DEFAULT-VALUE})")
    private URI api = URI.create("http://127.0.0.1:8080");

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "calls that began then or later, with a zone: 2026-11-01T00:00:00Z")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "TIME", description = "calls that began before")
    private @Nullable String to;

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            description = "time zone of times in the file that have none, such as Europe/Berlin")
    private @Nullable String zone;

    @Option(
            names = "--time-format",
            paramLabel = "PATTERN",
            description = "how times in the file are written, where not as in ISO 8601: \"dd.MM.uuuu HH:mm:ss\"")
    private @Nullable String timeFormat;

    @Option(names = "--charset", paramLabel = "NAME", description = "of the file (default: UTF-8)")
    private @Nullable String charset;

    @Option(
            names = "--tolerance",
            paramLabel = "DURATION",
            description = "by which a recording may be shorter than its call (default: 5s)")
    private Duration tolerance = Duration.ofSeconds(5);

    @Option(
            names = "--window",
            paramLabel = "DURATION",
            description = "how far apart call and recording may begin where they are joined by numbers (default: 2m)")
    private Duration window = Duration.ofMinutes(2);

    @Option(
            names = "--identifier-window",
            paramLabel = "DURATION",
            description = "the same where they are joined by an identifier (default: 15m)")
    private Duration identifierWindow = Duration.ofMinutes(15);

    @Option(names = "--count-pauses", description = "what was paused or on hold counts as missing")
    private boolean countPauses;

    @Option(names = "--html", paramLabel = "FILE", description = "write a report for people")
    private @Nullable Path html;

    @Option(names = "--csv", paramLabel = "FILE", description = "write every call with what became of it")
    private @Nullable Path csv;

    @Option(names = "--json", description = "answer in JSON, with all differences")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        if (!Files.isReadable(records)) {
            throw usage("--records " + records + ": there is no such file, or it may not be read");
        }
        Comparison.Input input =
                new Comparison.Input(records, charset(), times(), api, instant("--from", from), instant("--to", to));
        requirePeriod(input);
        PrintWriter out = spec.commandLine().getOut();
        try {
            Summary summary = Comparison.compare(
                    input,
                    new Terms(tolerance, window, identifierWindow, countPauses),
                    new Comparison.Output(html, csv, json ? out : null));
            if (!json) {
                summary.print(out);
            }
            out.flush();
            return summary.isClean() ? 0 : DIFFERENT;
        } catch (UnusableRecords unusable) {
            spec.commandLine().getErr().println(unusable.getMessage());
            return USAGE;
        } catch (UncheckedIOException failed) {
            throw failed.getCause();
        }
    }

    private void requirePeriod(Comparison.Input input) {
        if (input.from().isPresent()
                && input.to().isPresent()
                && !input.from().get().isBefore(input.to().get())) {
            throw usage("--from must be before --to");
        }
    }

    private RecordTimes times() {
        try {
            return new RecordTimes(Optional.ofNullable(zone).map(ZoneId::of), Optional.ofNullable(timeFormat));
        } catch (DateTimeException unknown) {
            throw usage("--zone " + zone + " is not known; write for example Europe/Berlin or +01:00");
        } catch (IllegalArgumentException pattern) {
            throw usage("--time-format " + timeFormat + " is no pattern: " + pattern.getMessage());
        }
    }

    private Charset charset() {
        try {
            return charset == null ? StandardCharsets.UTF_8 : Charset.forName(charset);
        } catch (IllegalArgumentException unknown) {
            throw usage("--charset " + charset + " is not known; write for example UTF-8 or windows-1252");
        }
    }

    private Optional<Instant> instant(String option, @Nullable String text) {
        try {
            return Optional.ofNullable(text).map(OffsetDateTime::parse).map(OffsetDateTime::toInstant);
        } catch (DateTimeException malformed) {
            throw usage(option + " is a time with its zone, for example 2026-11-01T00:00:00Z");
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
