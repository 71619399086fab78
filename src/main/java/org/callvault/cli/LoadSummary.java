package org.callvault.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.callvault.cli.load.LoadReport;
import org.jspecify.annotations.Nullable;

/** A run's report for people. */
final class LoadSummary {
    private static final long WIDEST = 50;

    private LoadSummary() {}

    static List<String> of(LoadReport report) {
        List<String> lines = new ArrayList<>();
        LoadReport.Calls calls = report.calls();
        lines.add("calls:   " + calls.placed() + " placed, " + calls.answered() + " answered, " + calls.failed()
                + " failed, " + (calls.cancelled() > 0 ? calls.cancelled() + " cancelled, " : "") + "at most "
                + calls.mostUp() + " at a time, " + report.transport() + ", suite " + report.suite());
        lines.add("set-up:  " + times(report.setUp()));
        report.setUpHistogram().forEach(bucket -> lines.add(bar(bucket, calls.answered())));
        lines.add("pacing:  " + times(report.pacing()) + " late");
        lines.add("packets: " + report.packetsSent() + " sent, " + received(report.packets()));
        LoadReport.Sender sender = report.sender();
        lines.add("sender:  " + sender.microsPerPacket() + " us of processor time for each packet, by " + sender.by()
                + (sender.unsent() == 0 ? "" : "; " + sender.unsent() + " could not be sent"));
        LoadReport.Server server = report.server();
        if (server != null) {
            lines.add("server:  " + server.microsPerPacket() + " us of processor time for each of " + server.packets()
                    + " packets, set-up of calls included");
        }
        report.failures().forEach(failure -> lines.add("failed:  " + failure.count() + " x " + failure.reason()));
        return lines;
    }

    /** A line of the histogram; each that has a call shows at least something. */
    private static String bar(LoadReport.Bucket bucket, int calls) {
        int length = bucket.calls() == 0 ? 0 : (int) Math.max(1, WIDEST * bucket.calls() / Math.max(1, calls));
        return String.format(Locale.ROOT, "  to %6d ms %7d %s", bucket.millis(), bucket.calls(), "#".repeat(length))
                .stripTrailing();
    }

    private static String received(LoadReport.@Nullable Packets packets) {
        return packets == null
                ? "the recorder was not asked what it has (--api)"
                : packets.received() + " received, " + packets.lost() + " lost, " + packets.wrong()
                        + " wrong, counted in the " + packets.from() + " of " + packets.recordings() + " calls";
    }

    private static String times(LoadReport.Times times) {
        return "p50 " + times.p50() + " ms, p90 " + times.p90() + " ms, p99 " + times.p99() + " ms, max " + times.max()
                + " ms";
    }
}
