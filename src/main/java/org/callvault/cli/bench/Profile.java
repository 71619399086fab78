package org.callvault.cli.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/** Samples of a JVM's processor time, taken by its flight recorder (JEP 509: native code counts too). */
final class Profile {
    private static final String SAMPLE = "jdk.CPUTimeSample";
    private static final String NAME = "name=callvault-bench";

    private Profile() {}

    static void begin(long pid) throws IOException, InterruptedException {
        jcmd(pid, "JFR.start", NAME, SAMPLE + "#enabled=true", SAMPLE + "#throttle=1ms");
    }

    /** Writes what was sampled since then as a picture. */
    static void end(long pid, Path picture, String title) throws IOException, InterruptedException {
        Path recording = Files.createTempFile("callvault-bench", ".jfr");
        try {
            jcmd(pid, "JFR.stop", NAME, "filename=" + recording);
            FlameGraph graph = new FlameGraph();
            try (RecordingFile events = new RecordingFile(recording)) {
                while (events.hasMoreEvents()) {
                    add(graph, events.readEvent());
                }
            }
            Files.writeString(picture, graph.svg(title + ": " + graph.samples() + " samples of processor time"));
        } finally {
            Files.deleteIfExists(recording);
        }
    }

    private static void add(FlameGraph graph, RecordedEvent event) {
        if (!event.getEventType().getName().equals(SAMPLE) || event.getStackTrace() == null) {
            return;
        }
        List<String> stack = new ArrayList<>();
        stack.add(threads(event.getThread("eventThread")));
        for (RecordedFrame frame : event.getStackTrace().getFrames().reversed()) {
            RecordedMethod method = frame.getMethod();
            stack.add(method.getType().getName() + "." + method.getName());
        }
        graph.add(stack);
    }

    /** Threads of one kind together. */
    private static String threads(@Nullable RecordedThread thread) {
        String name = thread == null || thread.getJavaName() == null ? "the JVM" : thread.getJavaName();
        return name.replaceAll("[-#]?\\d+$", "");
    }

    private static void jcmd(long pid, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
        command.add(Long.toString(pid));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("jcmd failed: " + said.strip());
        }
    }
}
