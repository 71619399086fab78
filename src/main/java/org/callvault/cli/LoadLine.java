package org.callvault.cli;

import java.io.PrintWriter;
import org.callvault.cli.load.LoadRun;

/** Says how a run goes; once a second. */
final class LoadLine implements Runnable {
    private final LoadRun run;
    private final PrintWriter out;
    private int seconds;
    private long packets;

    LoadLine(LoadRun run, PrintWriter out) {
        this.run = run;
        this.out = out;
    }

    @Override
    public void run() {
        LoadRun.Progress now = run.progress();
        seconds++;
        out.println("  " + seconds + " s: " + now.up() + " calls up, " + now.failed() + " failed, "
                + (now.packets() - packets) + " packets/s");
        out.flush();
        packets = now.packets();
    }
}
