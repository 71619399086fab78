package org.callvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.callvault.recording.RecordingJson;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example in {@code cluster-config/three-nodes}, as it stands there. */
@Tag("peers")
class ThreeNodesExampleTest {
    private static final Duration SOON = Duration.ofMinutes(3);

    @TempDir
    private Path directory;

    @Test
    void itBecomesAClusterOfThreeAndStopsWhenItIsTold() throws Exception {
        try (EmbeddedPostgres database = EmbeddedPostgres.builder()
                .setDataDirectory(directory.resolve("postgres/cluster"))
                .start()) {
            ProcessBuilder builder = new ProcessBuilder(
                            Path.of("cluster-config/three-nodes/start")
                                    .toAbsolutePath()
                                    .toString(),
                            directory.resolve("run").toString())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("output").toFile());
            builder.environment().put("CALLVAULT_LAUNCHER", launcher().toString());
            builder.environment().put("CALLVAULT_CATALOG_URL", database.getJdbcUrl("postgres", "postgres"));
            builder.environment().put("CALLVAULT_CATALOG_USER", "postgres");
            Process example = builder.start();
            try (HttpClient client = HttpClient.newHttpClient()) {
                await().atMost(SOON)
                        .ignoreExceptionsInstanceOf(IOException.class)
                        .untilAsserted(() -> assertThat(names(client)).isEqualTo("node-1 node-2 node-3"));
            } finally {
                example.toHandle().destroy();
            }
            assertThat(example.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(Files.readString(directory.resolve("run/node-3/log"))).contains("stopped");
        }
    }

    private static String names(HttpClient client) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.13:8080/api/v1/nodes"))
                .build();
        byte[] body = client.send(request, BodyHandlers.ofByteArray()).body();
        JsonNode items = RecordingJson.read(body, JsonNode.class).get("items");
        return StreamSupport.stream(items.spliterator(), false)
                .map(item -> item.get("name").asText())
                .collect(Collectors.joining(" "));
    }

    /** What stands for {@code ./callvault}: the classes of this build in place of its jar. */
    private Path launcher() throws IOException {
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
        Path script = Files.writeString(
                directory.resolve("launcher"),
                "#!/bin/sh\nexec '" + Path.of(System.getProperty("java.home"), "bin", "java") + "' "
                        + System.getProperty("callvault.jvm.flags") + " -Xmx256m -cp '" + classPath
                        + "' org.callvault.Main \"$@\"\n");
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }
}
