package org.callvault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The launcher as it is unpacked: beside a jar and its libraries, in a process of its own. */
class LauncherTest {
    private static final String JVM = System.getProperty("java.home");

    @TempDir
    private Path home;

    private Path launcher;

    /** The jar beside it is only a signpost to what this build is tested with. */
    @BeforeEach
    void unpack() throws IOException {
        launcher = Files.copy(Path.of("callvault"), home.resolve("callvault"));
        Manifest signpost = new Manifest();
        signpost.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        String classPath = Stream.of(System.getProperty("java.class.path").split(":", -1))
                .map(entry -> Path.of(entry).toUri().toString())
                .collect(Collectors.joining(" "));
        signpost.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath);
        new JarOutputStream(Files.newOutputStream(home.resolve("callvault.jar")), signpost).close();
    }

    record Ended(int code, String said) {}

    private Ended run(Map<String, String> environment, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("/bin/sh", launcher.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(home.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("JAVA") || name.startsWith("CALLVAULT"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), said);
    }

    @ParameterizedTest
    @CsvSource({"--help, 0, Usage: callvault", "call --help, 0, --to", "record, 2, Unmatched argument"})
    void commandsEndWithTheirOwnExitCode(String words, int code, String told) throws Exception {
        Ended ended = run(Map.of("CALLVAULT_JAVA_HOME", JVM), words.split(" ", -1));
        assertThat(ended.said()).contains(told);
        assertThat(ended.code()).isEqualTo(code);
    }

    @Test
    void itIsFoundThroughASymbolicLink() throws Exception {
        Path elsewhere = Files.createDirectory(home.resolve("bin"));
        launcher = Files.createSymbolicLink(elsewhere.resolve("callvault"), Path.of("../callvault"));
        assertThat(run(Map.of("CALLVAULT_JAVA_HOME", JVM), "--version")).satisfies(ended -> {
            assertThat(ended.said()).startsWith("callvault ");
            assertThat(ended.code()).isZero();
        });
    }

    @Test
    void withoutAJdkItSaysWhatToInstall() throws Exception {
        Ended ended = run(withoutJdk(), "serve");
        assertThat(ended.said()).contains("no JDK 25 was found", "temurin-25-jdk", "CALLVAULT_JAVA_HOME=");
        assertThat(ended.code()).isEqualTo(3);
    }

    @Test
    void aJdkThatIsTooOldIsNoJdk() throws Exception {
        Path old = Files.createDirectories(home.resolve("jdk-17/bin"));
        executable(old.resolve("java"), "#!/bin/sh\nexit 1\n");
        Files.writeString(home.resolve("jdk-17/release"), "JAVA_VERSION=\"17.0.12\"\n");
        Map<String, String> environment = new HashMap<>(withoutJdk());
        environment.put("CALLVAULT_JAVA_HOME", home.resolve("jdk-17").toString());
        assertThat(run(environment, "serve").code()).isEqualTo(3);
    }

    private static void executable(Path file, String script) throws IOException {
        Files.writeString(file, script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** A machine without a JDK: what the launcher searches is empty, and only the tools that it needs are there. */
    private Map<String, String> withoutJdk() throws IOException {
        Path tools = Files.createDirectories(home.resolve("tools"));
        for (String tool : List.of("sed", "head", "dirname", "readlink", "find", "cat")) {
            Path real = Stream.of("/bin", "/usr/bin")
                    .map(place -> Path.of(place, tool))
                    .filter(Files::isExecutable)
                    .findFirst()
                    .orElseThrow();
            executable(tools.resolve(tool), "#!/bin/sh\nexec " + real + " \"$@\"\n");
        }
        Path empty = Files.createDirectories(home.resolve("nothing"));
        String script = Files.readString(launcher);
        for (String place : List.of("/usr/lib/jvm/*", "/opt/java/*", "/Library/Java/JavaVirtualMachines/*")) {
            assertThat(script).contains(" " + place);
            script = script.replace(" " + place, " " + empty + "/*");
        }
        Files.writeString(launcher, script);
        return Map.of("PATH", tools.toString(), "HOME", empty.toString());
    }
}
