package org.callvault.cli.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where processor time goes, as a picture: each frame as wide as the time spent in it and in what it called, callers below.
 * An SVG that stands alone; a title on each frame has its whole name and share.
 */
final class FlameGraph {
    private static final int WIDTH = 1200;
    private static final int ROW = 17;
    private static final int MARGIN = 24;
    private static final double NARROWEST = 0.5;
    private static final double CHARACTER = 6.6;

    private final Frame root = new Frame("all");

    private static final class Frame {
        private final String name;
        private final Map<String, Frame> callees = new TreeMap<>();
        private long samples;

        Frame(String name) {
            this.name = name;
        }

        int depth() {
            return 1 + callees.values().stream().mapToInt(Frame::depth).max().orElse(0);
        }
    }

    /** One sample: names of frames, the outermost first. */
    void add(List<String> stack) {
        Frame at = root;
        at.samples++;
        for (String name : stack) {
            at = at.callees.computeIfAbsent(name, Frame::new);
            at.samples++;
        }
    }

    long samples() {
        return root.samples;
    }

    String svg(String title) {
        int height = MARGIN + root.depth() * ROW + 8;
        StringBuilder svg = new StringBuilder();
        svg.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" "
                        + "font-family=\"monospace\" font-size=\"11\">%n<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>%n"
                        + "<text x=\"8\" y=\"16\" font-size=\"13\">%s</text>%n",
                WIDTH,
                height,
                WIDTH,
                height,
                escaped(title)));
        draw(svg, root, 0, WIDTH, height - ROW - 4);
        return svg.append("</svg>\n").toString();
    }

    private void draw(StringBuilder svg, Frame frame, double x, double width, int y) {
        if (width < NARROWEST) {
            return;
        }
        double share = 100.0 * frame.samples / Math.max(1, root.samples);
        svg.append(String.format(
                Locale.ROOT,
                "<g><title>%s, %.1f %%</title><rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\" "
                        + "stroke=\"#fff\" stroke-width=\"0.5\"/>",
                escaped(frame.name),
                share,
                x,
                y,
                width,
                ROW - 1,
                colour(frame.name)));
        int room = (int) (width / CHARACTER) - 1;
        if (room > 2) {
            String shown = frame.name.length() <= room ? frame.name : frame.name.substring(0, room - 1) + "…";
            svg.append(String.format(
                    Locale.ROOT, "<text x=\"%.1f\" y=\"%d\">%s</text>", x + 3, y + ROW - 5, escaped(shown)));
        }
        svg.append("</g>\n");
        double at = x;
        for (Frame callee : frame.callees.values()) {
            double wide = width * callee.samples / Math.max(1, frame.samples);
            draw(svg, callee, at, wide, y - ROW);
            at += wide;
        }
    }

    private static String colour(String name) {
        if (name.startsWith("org.callvault.")) {
            return "#f4a742";
        }
        if (name.startsWith("akka.") || name.startsWith("scala.")) {
            return "#9ccc65";
        }
        return name.contains(".") ? "#90caf9" : "#e0e0e0";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
