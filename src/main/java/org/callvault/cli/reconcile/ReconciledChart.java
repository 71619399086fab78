package org.callvault.cli.reconcile;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Columns over time, drawn as SVG: what was recorded whole, short, and not at all. */
final class ReconciledChart {
    private static final int WIDTH = 1000;
    private static final int HEIGHT = 220;
    private static final int LEFT = 52;
    private static final int BOTTOM = 34;
    private static final int TOP = 12;

    private static final List<Outcome.Kind> FROM_BELOW =
            List.of(Outcome.Kind.MATCHED, Outcome.Kind.AMBIGUOUS, Outcome.Kind.SHORT, Outcome.Kind.LOST);

    private ReconciledChart() {}

    static String of(Period period) {
        Map<Instant, Map<Outcome.Kind, Long>> counts = period.counts();
        long most =
                counts.values().stream().mapToLong(ReconciledChart::sum).max().orElse(0);
        if (most == 0) {
            return "";
        }
        StringBuilder svg = new StringBuilder("<section><h2>Calls over time</h2><svg class=\"chart\" viewBox=\"0 0 "
                + WIDTH + " " + HEIGHT + "\" role=\"img\" aria-label=\"Calls over time: recorded, short and lost\">\n");
        grid(svg, most);
        double width = (double) (WIDTH - LEFT) / counts.size();
        int place = 0;
        int labels = Math.max(1, counts.size() / 8);
        for (var step : counts.entrySet()) {
            double x = LEFT + place * width;
            column(svg, x, width, step.getKey(), step.getValue(), most);
            if (place % labels == 0) {
                svg.append(text(x + width / 2, HEIGHT - 12, "middle", label(step.getKey(), period.step())));
            }
            place++;
        }
        return svg.append("</svg>").append(legend()).append("</section>\n").toString();
    }

    private static long sum(Map<Outcome.Kind, Long> step) {
        return FROM_BELOW.stream()
                .mapToLong(kind -> step.getOrDefault(kind, 0L))
                .sum();
    }

    private static void grid(StringBuilder svg, long most) {
        for (int part = 0; part <= 2; part++) {
            double y = y(most * part / 2.0, most);
            svg.append("<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>\n"
                    .formatted(LEFT, WIDTH, y, y));
            if (most > 1 || part != 1) {
                svg.append(text(LEFT - 8, y + 4, "end", String.valueOf(most * part / 2)));
            }
        }
    }

    private static double y(double count, long most) {
        return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * count / most;
    }

    private static void column(
            StringBuilder svg, double x, double width, Instant at, Map<Outcome.Kind, Long> step, long most) {
        long below = 0;
        for (Outcome.Kind kind : FROM_BELOW) {
            long count = step.getOrDefault(kind, 0L);
            if (count > 0) {
                double top = y((double) (below + count), most);
                svg.append(String.format(
                        Locale.ROOT,
                        "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"><title>%s: %d %s</title></rect>%n",
                        Row.kind(kind),
                        x + width * 0.1,
                        top,
                        Math.max(1, width * 0.8),
                        y((double) below, most) - top,
                        at,
                        count,
                        Row.kind(kind)));
            }
            below += count;
        }
    }

    private static String label(Instant at, Duration step) {
        String pattern = step.compareTo(Duration.ofDays(1)) < 0 ? "MM-dd HH:mm" : "uuuu-MM-dd";
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT)
                .withZone(ZoneOffset.UTC)
                .format(at);
    }

    private static String text(double x, double y, String anchor, String text) {
        return String.format(
                Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n", x, y, anchor, text);
    }

    private static String legend() {
        StringBuilder legend = new StringBuilder("<p class=\"legend\">");
        for (Outcome.Kind kind : FROM_BELOW) {
            legend.append("<span class=\"")
                    .append(Row.kind(kind))
                    .append("\"></span> ")
                    .append(Row.kind(kind))
                    .append(' ');
        }
        return legend.append("&middot; times are UTC</p>").toString();
    }
}
