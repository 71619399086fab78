package org.callvault.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program of other people's that sends a call's media. */
final class ForeignProgram {
    private static final long END_WITHIN_SECONDS = 30;

    private ForeignProgram() {}

    /** Runs it to its end; what it printed. */
    static String run(List<String> command, byte[] input) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (OutputStream in = process.getOutputStream()) {
            in.write(input);
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(END_WITHIN_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }

    /** The same without input. */
    static String run(String... command) throws IOException, InterruptedException {
        return run(List.of(command), new byte[0]);
    }

    /** Runs it until it prints a line with that; what it printed until then. */
    static String runUntil(String last, String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        StringBuilder said = new StringBuilder();
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said.append(line).append('\n');
                if (line.contains(last)) {
                    return said.toString();
                }
            }
        } finally {
            process.destroy();
        }
        throw new AssertionError(said);
    }
}
