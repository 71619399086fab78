package org.callvault.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.callvault.recording.RecordingJson;

/** Debian's rtpengine under the same load, where it is installed; driven by src/bench/floor/rtpebench.py. */
final class Rtpengine {
    private final Path directory;
    private final String configuration;

    /** @param configuration "publish2", its cheapest, or "drachtio", as the usual open recorder drives it */
    Rtpengine(Floor floor, String configuration) {
        this.directory = floor.directory();
        this.configuration = configuration;
    }

    static boolean isInstalled() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "rtpengine")));
    }

    Measurement measure(int streams, Duration time) throws IOException, InterruptedException {
        String plan = "{\"n\":%d,\"cfg\":\"%s\",\"T\":%d}".formatted(streams, configuration, time.toSeconds());
        Process process = new ProcessBuilder("python3", "rtpebench.py", plan)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String report = said.lines()
                .filter(line -> line.startsWith("{"))
                .findFirst()
                .orElseThrow(() -> new IOException("rtpengine could not be measured: " + said.strip()));
        process.waitFor();
        JsonNode got = RecordingJson.read(report.getBytes(StandardCharsets.UTF_8), JsonNode.class);
        return new Measurement(
                "rtpengine (" + configuration + ")",
                got.path("n").asInt(),
                got.path("sent").asLong(),
                got.path("got").asLong(),
                got.path("us_total").asDouble(),
                OptionalDouble.of(got.path("kB_per_stream").asDouble()),
                OptionalDouble.empty(),
                got.path("sender_maxlate_ms").asDouble());
    }
}
