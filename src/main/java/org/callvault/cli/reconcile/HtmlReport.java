package org.callvault.cli.reconcile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.callvault.recording.export.Html;
import org.callvault.recording.export.PageStyle;
import org.jspecify.annotations.Nullable;

/** A page for people who answer for recordings: figures, a chart over time, and what differs. Needs nothing beside it. */
final class HtmlReport {
    /** Of each kind; the CSV has all of them. */
    private static final int MOST_ROWS = 500;

    private static final Map<Outcome.Kind, String> HEADINGS = Map.of(
            Outcome.Kind.LOST, "Lost: no recording",
            Outcome.Kind.SHORT, "Short: less was recorded than was spoken",
            Outcome.Kind.AMBIGUOUS, "Ambiguous: several recordings fit equally well",
            Outcome.Kind.EXTRA, "Extra: recordings without a record");

    private final Map<Outcome.Kind, List<Row>> rows = new EnumMap<>(Outcome.Kind.class);

    void add(Outcome.Kind kind, Row row) {
        List<Row> known = rows.computeIfAbsent(kind, none -> new ArrayList<>());
        if (known.size() < MOST_ROWS && kind != Outcome.Kind.MATCHED) {
            known.add(row);
        }
    }

    void write(Path file, Summary summary) throws IOException {
        StringBuilder page = new StringBuilder();
        page.append(PageStyle.head("Recorded calls, reconciled"));
        header(page, summary);
        figures(page, summary);
        page.append(ReconciledChart.of(summary.period()));
        badLines(page, summary);
        for (Outcome.Kind kind : HEADINGS.keySet().stream().sorted().toList()) {
            table(page, kind, summary.of(kind));
        }
        page.append(PageStyle.TAIL);
        Files.writeString(file, page);
    }

    private static void header(StringBuilder page, Summary summary) {
        page.append("<header><h1>Recorded calls, reconciled</h1><p class=\"lead\">")
                .append(Html.text(summary.period().from()))
                .append(" to ")
                .append(Html.text(summary.period().to()))
                .append(", by ")
                .append(Html.text(summary.records()))
                .append("</p>")
                .append(
                        summary.isClean()
                                ? "<p class=\"verdict green\">Every call in the records was recorded whole.</p>"
                                : "<p class=\"verdict " + (summary.of(Outcome.Kind.LOST) > 0 ? "red" : "amber")
                                        + "\">Records and recordings differ.</p>")
                .append("</header>\n");
    }

    private static void figures(StringBuilder page, Summary summary) {
        page.append("<section class=\"tiles\">");
        tile(page, "", summary.calls(), "calls in the records");
        tile(page, "green", summary.of(Outcome.Kind.MATCHED), "recorded whole");
        tile(page, "amber", summary.of(Outcome.Kind.SHORT), "short");
        tile(page, "red", summary.of(Outcome.Kind.LOST), "lost");
        tile(page, "", summary.of(Outcome.Kind.AMBIGUOUS), "ambiguous");
        tile(page, "", summary.of(Outcome.Kind.EXTRA), "extra");
        tile(page, "", "%.2f %%".formatted(100 * summary.coveredShare()), "of the time was recorded");
        page.append("</section>\n");
    }

    private static void tile(StringBuilder page, String colour, Object figure, String what) {
        page.append("<div class=\"tile ")
                .append(colour)
                .append("\"><b>")
                .append(Html.text(figure))
                .append("</b><span>")
                .append(what)
                .append("</span></div>");
    }

    private static void badLines(StringBuilder page, Summary summary) {
        if (summary.badLines() == 0) {
            return;
        }
        page.append("<section><h2>Lines that could not be used: ")
                .append(summary.badLines())
                .append("</h2><table><thead><tr><th>Line</th><th>Why</th></tr></thead><tbody>");
        for (Summary.BadLine bad : summary.firstBadLines()) {
            page.append("<tr><td class=\"number\">")
                    .append(bad.line())
                    .append("</td><td>")
                    .append(Html.text(bad.why()))
                    .append("</td></tr>");
        }
        page.append("</tbody></table></section>\n");
    }

    private void table(StringBuilder page, Outcome.Kind kind, long count) {
        List<Row> known = rows.getOrDefault(kind, List.of());
        if (known.isEmpty()) {
            return;
        }
        page.append("<section><h2>")
                .append(HEADINGS.get(kind))
                .append(" (")
                .append(count)
                .append(")</h2>");
        if (count > known.size()) {
            page.append("<p>The first ").append(known.size()).append(" of them; the CSV has all.</p>");
        }
        page.append(
                "<table><thead><tr><th>Start</th><th class=\"number\">Seconds</th><th class=\"number\">Recorded</th>"
                        + "<th>Caller</th><th>Callee</th><th>Agent, parties</th><th>Record</th><th>Recordings</th><th>Why</th>"
                        + "</tr></thead><tbody>\n");
        for (Row row : known) {
            page.append("<tr>");
            cell(page, "", row.start());
            cell(page, "number", "%.1f".formatted(row.seconds()));
            Double covered = row.covered();
            cell(page, "number", covered == null ? null : "%.1f".formatted(covered));
            cell(page, "", row.caller());
            cell(page, "", row.callee());
            cell(page, "", row.agent());
            cell(
                    page,
                    "",
                    row.line() == null
                            ? null
                            : "line " + row.line() + (row.record() == null ? "" : ", " + row.record()));
            cell(page, "code", row.recordings());
            cell(page, "", row.why());
            page.append("</tr>\n");
        }
        page.append("</tbody></table></section>\n");
    }

    private static void cell(StringBuilder page, String kind, @Nullable Object value) {
        page.append("<td class=\"")
                .append(kind)
                .append("\">")
                .append(value == null ? "" : Html.text(value))
                .append("</td>");
    }
}
