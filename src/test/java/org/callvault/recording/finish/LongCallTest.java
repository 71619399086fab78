package org.callvault.recording.finish;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LongCallTest {
    /** Of which the classes and the JSON library take about half. */
    private static final String HEAP = "-Xmx40m";

    @TempDir
    Path temp;

    /** As linear samples its audio alone is 690 MB. */
    @Test
    void twelveHoursStreamThroughASmallHeap() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(each -> Path.of(each).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
        List<String> flags = Stream.of(
                        System.getProperty("callvault.jvm.flags", "").split(" "))
                .filter(flag -> !flag.isBlank())
                .toList();
        ProcessBuilder command = new ProcessBuilder(java);
        command.command().addAll(flags);
        command.command().addAll(List.of(HEAP, "-XX:+UseSerialGC", "-cp", classPath, LongCall.class.getName()));
        command.command().add(temp.toString());
        Process process = command.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        int seconds = LongCall.HOURS * 3600;
        assertThat(said.lines().toList().getLast())
                .isEqualTo(seconds / 5 + " " + (8000L * (seconds - 5) + 160) + " complete");
    }
}
