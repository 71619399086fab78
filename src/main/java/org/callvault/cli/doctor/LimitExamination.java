package org.callvault.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.callvault.config.Settings;

/** Whether the system lets a node open as many sockets as its settings allow. */
final class LimitExamination {
    /** Libraries, spool, catalog, and the API's own connections. */
    private static final long BASE = 512;
    /** Two streams of two ports each. */
    private static final long FILES_PER_CALL = 4;

    private static final String CHECK = "open files";
    /** The soft limit, which is what counts; this JVM has raised it to the hard one already, as a node's does. */
    private static final Pattern LIMIT = Pattern.compile("(?m)^Max open files +(\\d+|unlimited) ");

    private LimitExamination() {}

    static List<Finding> of(Settings settings) {
        try {
            return List.of(of(settings, Files.readString(Path.of("/proc/self/limits"))));
        } catch (IOException noLinux) {
            return List.of(Finding.ok(CHECK, "their limit cannot be told on this system"));
        }
    }

    /**
     * Judges.
     *
     * @param limits what Linux shows in {@code /proc/self/limits}
     */
    static Finding of(Settings settings, String limits) {
        OptionalLong limit = openFiles(limits);
        if (limit.isEmpty()) {
            return Finding.ok(CHECK, "there is no limit");
        }
        long have = limit.getAsLong();
        int ports = settings.media().portMax() - settings.media().portMin() + 1;
        int connections = settings.sip().maxConnections();
        long need = BASE + ports + connections;
        if (have >= need) {
            return Finding.ok(CHECK, have + " may be open, " + need + " are the most that is needed");
        }
        long calls = Math.max(0, have - BASE - connections) / FILES_PER_CALL;
        String found = have + " may be open: enough for " + calls + " calls of two streams beside " + connections
                + " connections, while " + ports + " media ports are configured";
        String remedy = "Set LimitNOFILE=" + need + " in the systemd unit, or ulimit -n " + need
                + "; or configure fewer media ports";
        return calls == 0 ? Finding.fail(CHECK, found, remedy) : Finding.warn(CHECK, found, remedy);
    }

    private static OptionalLong openFiles(String limits) {
        Matcher line = LIMIT.matcher(limits);
        if (!line.find() || line.group(1).equals("unlimited")) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(Long.parseLong(line.group(1)));
    }
}
