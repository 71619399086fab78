package org.callvault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Plays a scenario of {@code src/test/resources/sipp} with SIPp, once. */
final class Sipp {
    private static final long WITHIN_SECONDS = 40;

    private Sipp() {}

    /** Plays it over UDP ("u1") or TCP ("t1") under a Call-ID, and fails with what SIPp said when it fails. */
    static void play(Path directory, String scenario, String callId, String transport, int port)
            throws IOException, InterruptedException {
        Path output = directory.resolve(callId + ".out");
        Path errors = directory.resolve(callId + ".errors");
        Process sipp = new ProcessBuilder(List.of(
                        "sipp",
                        TestNode.LOOPBACK + ":" + port,
                        "-sf",
                        Path.of("src/test/resources/sipp", scenario + ".xml")
                                .toAbsolutePath()
                                .toString(),
                        "-t",
                        transport,
                        "-m",
                        "1",
                        "-i",
                        TestNode.LOOPBACK,
                        "-p",
                        TestNode.freeTcpPort(),
                        "-cid_str",
                        callId,
                        "-timeout",
                        "30s",
                        "-timeout_error",
                        "-nostdin",
                        "-trace_err",
                        "-error_file",
                        errors.toString()))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(sipp.waitFor(WITHIN_SECONDS, TimeUnit.SECONDS))
                    .as("SIPp ends in time")
                    .isTrue();
        } finally {
            sipp.destroyForcibly();
        }
        String said = Files.exists(errors) ? Files.readString(errors) : "";
        assertThat(sipp.exitValue())
                .as("SIPp's exit code; it said: %s\n%s", said, Files.readString(output))
                .isZero();
    }
}
