package org.callvault.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import org.callvault.recording.RecordingJson;
import org.jspecify.annotations.Nullable;

/**
 * The C programs of src/bench/floor: a sender that has everything encrypted before it begins, and a receiver that does
 * nothing but receive, unprotect and append.
 */
final class Floor {
    private static final int BASE_PORT = 20_000;
    private static final long END_WITHIN_SECONDS = 60;

    private final Path directory;

    /** A sender that has begun. */
    static final class Sender implements AutoCloseable {
        private final Process process;

        private Sender(Process process) {
            this.process = process;
        }

        /** Its report, when it has sent everything. */
        JsonNode report() throws IOException, InterruptedException {
            return lastLine(process);
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    private Floor(Path directory) {
        this.directory = directory;
    }

    /** Compiles what is not compiled yet. */
    static Floor in(Path directory) throws IOException, InterruptedException {
        if (!Files.exists(directory.resolve("srtpblast.c"))) {
            throw new IOException("no srtpblast.c in " + directory + ": name the source's src/bench/floor by --floor");
        }
        Process make = new ProcessBuilder("make", "-s", "srtpblast", "srtprecv", "srtpjunk")
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(make.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (make.waitFor() != 0) {
            throw new IOException("the C programs cannot be compiled; on Debian install gcc, make, libsrtp2-dev and"
                    + " libssl-dev. " + said.strip());
        }
        return new Floor(directory);
    }

    Path directory() {
        return directory;
    }

    /** Sends to these streams for that time; returns when the first packet is due. */
    Sender send(List<String> streams, Duration time) throws IOException {
        return told(blaster(streams.size(), time, List.of("-f", "/dev/stdin")), streams);
    }

    /**
     * Floods these streams for that time.
     *
     * @param kind as srtpjunk names it
     * @param times how many packets for each one of the media's
     * @param since how long the media has been sent
     */
    Sender flood(List<String> streams, String kind, int times, Duration time, Duration since) throws IOException {
        Process process = new ProcessBuilder(
                        directory.resolve("srtpjunk").toString(),
                        "-k",
                        kind,
                        "-x",
                        Integer.toString(times),
                        "-t",
                        Long.toString(time.toSeconds()),
                        "-o",
                        Long.toString(since.toMillis() / 20),
                        "-f",
                        "/dev/stdin")
                .start();
        return told(process, streams);
    }

    private static Sender told(Process process, List<String> streams) throws IOException {
        try (var lines = process.outputWriter(StandardCharsets.US_ASCII)) {
            for (String stream : streams) {
                lines.write(stream);
                lines.newLine();
            }
        }
        awaitReady(process);
        return new Sender(process);
    }

    /** The C receiver under a load of so many streams. */
    Measurement measure(int streams, Duration time) throws IOException, InterruptedException {
        Path files = Files.createTempDirectory("callvault-floor");
        Process receiver = new ProcessBuilder(
                        directory.resolve("srtprecv").toString(),
                        "-n",
                        Integer.toString(streams),
                        "-p",
                        Integer.toString(BASE_PORT),
                        "-m",
                        "sweep",
                        "-c",
                        "evp",
                        "-w",
                        files.toString(),
                        "-t",
                        "600",
                        "-q",
                        "3")
                .redirectError(ProcessBuilder.Redirect.PIPE)
                .start();
        try {
            line(receiver.errorReader());
            Process process = blaster(streams, time, List.of("-p", Integer.toString(BASE_PORT)));
            try (Sender sender = new Sender(process)) {
                awaitReady(process);
                JsonNode sent = sender.report();
                JsonNode got = lastLine(receiver);
                return new Measurement(
                        "C floor",
                        streams,
                        sent.path("sent").asLong(),
                        got.path("pkts").asLong() - got.path("auth_fail").asLong(),
                        got.path("us_total").asDouble(),
                        OptionalDouble.of((got.path("rss_kB_end").asDouble()
                                        - got.path("rss_kB_base").asDouble())
                                / streams),
                        OptionalDouble.empty(),
                        sent.path("max_late_ms").asDouble());
            }
        } finally {
            receiver.destroyForcibly();
            Directories.delete(files);
        }
    }

    private Process blaster(int streams, Duration time, List<String> more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                directory.resolve("srtpblast").toString(),
                "-n",
                Integer.toString(streams),
                "-t",
                Long.toString(time.toSeconds())));
        command.addAll(more);
        return new ProcessBuilder(command).start();
    }

    /** It says one line when all it needs is made, and begins. */
    private static void awaitReady(Process process) throws IOException {
        line(process.errorReader());
    }

    private static String line(BufferedReader reader) throws IOException {
        @Nullable String line = reader.readLine();
        if (line == null) {
            throw new IOException("a C program ended before it began");
        }
        return line;
    }

    private static JsonNode lastLine(Process process) throws IOException, InterruptedException {
        List<String> lines = process.inputReader().lines().toList();
        if (!process.waitFor(END_WITHIN_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("a C program did not end");
        }
        List<String> last =
                lines.isEmpty() ? Collections.singletonList("") : lines.subList(lines.size() - 1, lines.size());
        return RecordingJson.read(last.getFirst().getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }
}
