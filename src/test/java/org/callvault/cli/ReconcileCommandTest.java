package org.callvault.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.callvault.cli.reconcile.RecordedCalls.NINE;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.callvault.TestNode;
import org.callvault.cli.reconcile.RecordedCalls;
import org.callvault.cli.reconcile.RecordedCalls.Flaws;
import org.callvault.recording.RecordingJson;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Call records against a whole node whose catalog holds what such a morning leaves. */
class ReconcileCommandTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final String HEADER = "start,duration,caller,callee,ucid\n";
    private static final String EXTRA = "+4930111";

    @TempDir
    private static Path directory;

    private static TestNode node;

    @TempDir
    private Path temp;

    @BeforeAll
    static void start() throws IOException {
        try (RecordedCalls calls = new RecordedCalls(directory.resolve("data"))) {
            calls.keep(NINE, MINUTE, "+49305550001", "4711", "00001000011800000001", Flaws.NONE);
            // As it travels in SIP: 16 hexadecimal digits behind what says how they are to be read.
            calls.keep(NINE.plusSeconds(100), MINUTE, "1", "2", "00FA08000100026B49D202", Flaws.NONE);
            calls.keep(NINE.plusSeconds(200), MINUTE, "+49305550002", "4712", "", Flaws.NONE);
            calls.keep(NINE.plusSeconds(300), Duration.ofSeconds(20), "+49305550003", "4713", "", Flaws.NONE);
            calls.keep(
                    NINE.plusSeconds(400),
                    MINUTE,
                    "+49305550004",
                    "4714",
                    "",
                    new Flaws(Duration.ofSeconds(9), Duration.ZERO));
            calls.keep(
                    NINE.plusSeconds(500),
                    MINUTE,
                    "+49305550005",
                    "4715",
                    "",
                    new Flaws(Duration.ZERO, Duration.ofSeconds(30)));
            calls.keep(NINE.plusSeconds(600), MINUTE, EXTRA, "4716", "", Flaws.NONE);
            calls.keep(NINE.plusSeconds(700), MINUTE, "+49305550007", "4717", "", Flaws.NONE);
            calls.keep(NINE.plusSeconds(701), MINUTE, "+49305550007", "4717", "", Flaws.NONE);
            // One call in two pieces.
            calls.keep(NINE.plusSeconds(800), Duration.ofSeconds(30), "8", "9", "00001000081800000801", Flaws.NONE);
            calls.keep(NINE.plusSeconds(830), Duration.ofSeconds(30), "8", "9", "00001000081800000801", Flaws.NONE);
        }
        node = TestNode.start(directory, Map.of());
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private CommandRun run(String csv, String... more) throws IOException {
        return run(csv.getBytes(StandardCharsets.UTF_8), more);
    }

    private CommandRun run(byte[] csv, String... more) throws IOException {
        Path file = temp.resolve("records.csv");
        Files.write(file, csv);
        List<String> arguments = new ArrayList<>(List.of(
                "reconcile",
                "--records",
                file.toString(),
                "--api",
                node.node().api().toString()));
        arguments.addAll(Arrays.asList(more));
        return CommandRun.of(arguments.toArray(String[]::new));
    }

    private JsonNode json(String csv, String... more) throws IOException {
        List<String> all = new ArrayList<>(List.of("--json"));
        all.addAll(Arrays.asList(more));
        CommandRun run = run(csv, all.toArray(String[]::new));
        assertThat(run.err()).isEmpty();
        return RecordingJson.read(run.out().getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }

    private static String line(int seconds, String rest) {
        return NINE.plusSeconds(seconds) + "," + rest + "\n";
    }

    @Test
    void callsThatWereRecordedWholeAreMatchedByIdentifierAndByNumbers() throws IOException {
        String csv = HEADER
                + line(2, "60,03055550001,x,00001000011800000001")
                + line(98, "60,,,00001000021800000002")
                + line(205, "58,0049 30 5550002,4712,");
        CommandRun run = run(csv, "--to", NINE.plusSeconds(250).toString());
        assertThat(run.out()).contains("3 records", "3 matched", "0 lost", "100.00% of the time");
        assertThat(run.exit()).as(run.out()).isZero();
    }

    @Test
    void lostShortAmbiguousAndExtraAreToldApart() throws IOException {
        String csv = HEADER
                + line(0, "60,,,00001000011800000001")
                + line(290, "60,+49305550003,4713,")
                + line(400, "60,+49305550004,4714,")
                + line(500, "60,+49305550005,4715,")
                + line(700, "60,+49305550007,4717,")
                + line(720, "60,+49305559999,4799,")
                + line(800, "60,,,00001000081800000801");
        JsonNode report = json(csv);
        JsonNode summary = report.path("summary");
        assertThat(summary.path("matched").asInt()).as(report.toPrettyString()).isEqualTo(3);
        assertThat(summary.path("short").asInt()).isEqualTo(2);
        assertThat(summary.path("lost").asInt()).isEqualTo(1);
        assertThat(summary.path("ambiguous").asInt()).isEqualTo(1);
        // One that nobody knows of, and two that no record of this file tells of.
        assertThat(summary.path("extra").asInt()).isEqualTo(3);
        assertThat(report.path("differences"))
                .anySatisfy(row -> assertThat(row.path("why").asText()).isEqualTo("recorded 20 s of 60 s"))
                .anySatisfy(row -> assertThat(row.path("why").asText())
                        .isEqualTo("recorded 60 s of 60 s, of which 9 s were not received of at least one side"))
                .anySatisfy(row -> {
                    assertThat(row.path("kind").asText()).isEqualTo("lost");
                    assertThat(row.path("line").asInt()).isEqualTo(7);
                })
                .anySatisfy(row -> assertThat(row.path("agent").asText()).contains(EXTRA.substring(1)));
    }

    @Test
    void pausesCountOnlyWhereTheyAreAskedFor() throws IOException {
        String csv = HEADER + line(500, "60,+49305550005,4715,");
        assertThat(run(csv).exit()).isZero();
        CommandRun strict = run(csv, "--count-pauses");
        assertThat(strict.exit()).isEqualTo(1);
        assertThat(strict.out()).contains("1 short");
    }

    @Test
    void aToleranceForgivesWhatIsShorter() throws IOException {
        String csv = HEADER + line(400, "60,+49305550004,4714,");
        assertThat(run(csv).exit()).isEqualTo(1);
        assertThat(run(csv, "--tolerance", "10s").exit()).isZero();
    }

    @Test
    void aFileOfAnotherProgramIsUnderstood() throws IOException {
        String csv = "\uFEFF\"Call Date\";\"BillSec\";\"Src\";\"Dst\";\"Remark\"\r\n"
                + "\"02.11.2026 10:03:20\";\"00:01:00\";\"+49 (30) 555-0002\";4712;\"says \"\"hello; again\"\"\r\nand more\"\r\n";
        CommandRun run = run(
                csv.getBytes(Charset.forName("UTF-8")),
                "--zone",
                "Europe/Berlin",
                "--time-format",
                "dd.MM.uuuu HH:mm:ss");
        assertThat(run.out()).contains("1 matched");
        assertThat(run.exit()).as(run.out() + run.err()).isZero();
    }

    @Test
    void linesThatCannotBeUsedAreToldByNumberAndTheRestIsCompared() throws IOException {
        String csv = HEADER
                + "yesterday,60,1,2,\n"
                + "2026-11-02T09:00:00,60,1,2,\n"
                + line(0, "a minute,1,2,")
                + line(0, "60,\"never closed,2,")
                + line(0, "60,,,00001000011800000001");
        CommandRun run = run(csv);
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out())
                .contains(
                        "1 matched",
                        "4 lines of the file could not be used",
                        "line 2: \"yesterday\" is no time",
                        "line 3: \"2026-11-02T09:00:00\" has no time zone: say with --zone",
                        "line 4: \"a minute\" is no duration",
                        "line 5: a quote is not closed");
    }

    @Test
    void whatCannotBeUsedAtAllIsWrongUse() throws IOException {
        assertThat(run("").exit()).isEqualTo(2);
        assertThat(run("duration,caller\n").err()).contains("no column of the file says when a call began");
        assertThat(run("start,duration\n").err()).contains("says which call it is");
        assertThat(run(HEADER, "--zone", "Nowhere").exit()).isEqualTo(2);
        assertThat(run(HEADER, "--from", "yesterday").exit()).isEqualTo(2);
        CommandRun none = CommandRun.of("reconcile", "--records", "none.csv");
        assertThat(none.exit()).isEqualTo(2);
        assertThat(none.err()).contains("none.csv: there is no such file");
    }

    @Test
    void theReportForPeopleNeedsNothingBesideItAndEscapesWhatStrangersSay() throws IOException {
        Path html = temp.resolve("report.html");
        Path csv = temp.resolve("report.csv");
        String records = HEADER
                + line(0, "60,,,00001000011800000001")
                + line(720, "60,<script>alert(1)</script>,=HYPERLINK(1),");
        CommandRun run = run(records, "--html", html.toString(), "--csv", csv.toString());
        assertThat(run.exit()).isEqualTo(1);
        assertThat(html)
                .content()
                .contains("Recorded calls, reconciled", "<svg", "&lt;script&gt;alert(1)&lt;/script&gt;")
                .doesNotContain("<script", "http://", "https://");
        assertThat(Files.readAllLines(csv))
                .hasSizeGreaterThan(2)
                .first()
                .isEqualTo("kind,line,record,start,seconds,caller,callee,agent,recordings,recordedFrom,covered,by,why");
        assertThat(csv).content().contains("'=hyperlink(1)").contains("matched,2,,2026-11-02T09:00:00Z");
    }
}
