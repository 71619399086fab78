package org.callvault;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A node in a process of its own, as {@code callvault serve} starts it, so that it can be killed. */
final class NodeProcess implements AutoCloseable {
    private static final long READY_WITHIN_SECONDS = 60;
    private static final String END = "end of output";

    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final List<String> output = new ArrayList<>();

    private NodeProcess(Process process) {
        this.process = process;
        Thread.ofVirtual().start(this::read);
    }

    /** Starts {@code serve} without waiting for anything. */
    static NodeProcess serve(Path directory, Map<String, String> environment) throws IOException {
        return serve(directory, environment, List.of());
    }

    /** By a program that becomes the one that its further arguments name. */
    static NodeProcess serve(Path directory, Map<String, String> environment, List<String> by) throws IOException {
        List<String> command = new ArrayList<>(by);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(Arrays.asList(System.getProperty("callvault.jvm.flags").split(" ", -1)));
        command.addAll(List.of("-Xmx256m", "-cp", classPath(), "org.callvault.Main", "serve"));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        return new NodeProcess(builder.start());
    }

    /** That of this process, wherever the other one is started. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private void read() {
        try (BufferedReader reader = process.inputReader()) {
            reader.lines().forEach(lines::add);
        } catch (IOException e) {
            lines.add(e.toString());
        }
        lines.add(END);
    }

    /** Waits until it says that it is ready; gives back where its API is. */
    URI awaitReady() throws InterruptedException {
        URI api = URI.create("http://127.0.0.1");
        while (true) {
            String line = lines.poll(READY_WITHIN_SECONDS, TimeUnit.SECONDS);
            if (line == null || line.equals(END)) {
                throw new AssertionError("the node did not get ready:\n" + String.join("\n", output));
            }
            output.add(line);
            if (line.startsWith("API at ")) {
                api = URI.create(line.substring("API at ".length()));
            }
            if (line.equals("ready")) {
                return api;
            }
        }
    }

    /** What it wrote until it ended, and its exit code on the last line. */
    List<String> awaitEnd() throws InterruptedException {
        while (true) {
            String line = lines.poll(READY_WITHIN_SECONDS, TimeUnit.SECONDS);
            if (line == null) {
                throw new AssertionError("the node did not end:\n" + String.join("\n", output));
            }
            if (line.equals(END)) {
                output.add("exit code " + process.waitFor());
                return output;
            }
            output.add(line);
        }
    }

    /** The root of the file systems that it sees. */
    Path root() {
        return Path.of("/proc", Long.toString(process.pid()), "root");
    }

    /** Processor time that it has used, of user and system. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    /** Gives it no processor until {@link #resume}, as a machine does that is moved or starved. */
    void suspend() {
        signal("-STOP");
    }

    void resume() {
        signal("-CONT");
    }

    private void signal(String signal) {
        try {
            int code = new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new AssertionError("kill " + signal + " ended with " + code);
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** As kill -9. */
    void kill() {
        process.toHandle().destroyForcibly();
        process.onExit().join();
    }

    /** As kill: SIGTERM. Through the handle, because the process itself would also close what we read its output from. */
    void terminate() {
        process.toHandle().destroy();
    }

    @Override
    public void close() {
        kill();
    }
}
