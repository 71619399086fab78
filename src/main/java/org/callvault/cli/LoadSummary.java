package org.callvault.cli;

import java.util.ArrayList;
import java.util.List;
import org.callvault.cli.load.LoadReport;
import org.jspecify.annotations.Nullable;

/** A run's report for people. */
final class LoadSummary {
    private LoadSummary() {}

    static List<String> of(LoadReport report) {
        List<String> lines = new ArrayList<>();
        LoadReport.Calls calls = report.calls();
        lines.add("calls:   " + calls.placed() + " placed, " + calls.answered() + " answered, " + calls.failed()
                + " failed, " + (calls.cancelled() > 0 ? calls.cancelled() + " cancelled, " : "") + "at most "
                + calls.mostUp() + " at a time, " + report.transport() + ", suite " + report.suite());
        lines.add("set-up:  " + times(report.setUp()));
        lines.add("pacing:  " + times(report.pacing()) + " late");
        lines.add("packets: " + report.packetsSent() + " sent, " + received(report.packets()));
        LoadReport.Server server = report.server();
        if (server != null) {
            lines.add("server:  " + server.microsPerPacket() + " us of processor time for each of " + server.packets()
                    + " packets, set-up of calls included");
        }
        report.failures().forEach(failure -> lines.add("failed:  " + failure.count() + " x " + failure.reason()));
        return lines;
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
