package org.callvault.cli;

import java.io.PrintWriter;
import java.time.Duration;
import org.callvault.cli.src.TestCall;

/** Says once a second how far a call is. */
final class ProgressLine implements TestCall.Progress {
    private final PrintWriter out;
    private long shown = -1;

    ProgressLine(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void at(Duration done, Duration all) {
        if (done.toSeconds() != shown) {
            shown = done.toSeconds();
            out.println("  sending " + shown + " s of " + all.toSeconds() + " s");
            out.flush();
        }
    }
}
