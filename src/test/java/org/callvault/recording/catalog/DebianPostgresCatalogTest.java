package org.callvault.recording.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.callvault.config.Secret;
import org.callvault.config.Settings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** PostgreSQL as Debian packages it, in a cluster of its own: the system's service is neither needed nor touched. */
@Tag("peers")
@Timeout(120)
class DebianPostgresCatalogTest extends CatalogContract {
    private static Path cluster;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        cluster = Files.createTempDirectory("debian-postgres");
        // A server refuses to be run by root.
        Files.setPosixFilePermissions(cluster, PosixFilePermissions.fromString("rwxrwxrwx"));
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            port = free.getLocalPort();
        }
        run("initdb", "-D", data(), "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-sync");
        run("pg_ctl", "start", "-w", "-D", data(), "-l", cluster + "/log", "-o", options());
    }

    private static String options() {
        return "-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off";
    }

    private static String data() {
        return cluster.resolve("data").toString();
    }

    /** The newest version that is installed. */
    private static Path programs() throws IOException {
        try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
            return versions.max(Comparator.comparing(
                            version -> Integer.valueOf(version.getFileName().toString())))
                    .orElseThrow()
                    .resolve("bin");
        }
    }

    private static void run(String program, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"));
        }
        command.add(programs().resolve(program).toString());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(cluster.toFile())
                .redirectErrorStream(true)
                .redirectOutput(cluster.resolve(program + ".out").toFile())
                .start();
        assertThat(process.waitFor()).as(() -> program + ": " + said(program)).isZero();
    }

    private static String said(String program) {
        try {
            return Files.readString(cluster.resolve(program + ".out"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    @AfterAll
    static void stop() throws Exception {
        run("pg_ctl", "stop", "-w", "-m", "fast", "-D", data());
        try (Stream<Path> tree = Files.walk(cluster)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    @BeforeEach
    @Override
    void open() throws Exception {
        sql("DROP DATABASE IF EXISTS callvault WITH (FORCE)");
        sql("CREATE DATABASE callvault");
        super.open();
    }

    private static String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    private static void sql(String text) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url("postgres"), "postgres", "");
                Statement statement = connection.createStatement()) {
            statement.execute(text);
        }
    }

    @Override
    Catalog reopened() throws Exception {
        Settings.Catalog settings = new Settings.Catalog(
                url("callvault"), "postgres", new Secret(""), 2, Duration.ofSeconds(5), Duration.ofSeconds(10));
        return Catalog.open(Path.of(""), settings, "node-1");
    }

    @Test
    void itIsDebiansAndFindsWordsThroughTrigrams() {
        CatalogServer server = CatalogServer.examine(new Settings.Catalog(
                url("callvault"), "postgres", new Secret(""), 2, Duration.ofSeconds(5), Duration.ofSeconds(10)));
        assertThat(server.version()).contains("Debian");
        assertThat(server.trigrams()).isTrue();
    }
}
