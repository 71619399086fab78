package org.callvault.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import picocli.CommandLine;

/** What a command said and how it ended. */
public record CommandRun(int exit, String out, String err) {
    public static CommandRun of(String... args) {
        return of(System.getenv(), args);
    }

    /** With settings that a node would use here. */
    public static CommandRun of(Map<String, String> environment, String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = CallvaultCommand.commandLine(
                (directory, settings, progress) -> {
                    throw new IllegalStateException("no node is started here");
                },
                environment);
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        int exit = line.execute(args);
        return new CommandRun(exit, out.toString(), err.toString());
    }
}
