package org.callvault.recording.store.s3;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.callvault.FreePorts;
import org.callvault.config.Secret;
import org.callvault.config.StoreSettings;
import org.callvault.security.CertificateIssuer;
import org.callvault.security.KeyKind;
import org.callvault.security.PemCredentials;
import org.callvault.security.PemOutput;

/**
 * A Ceph of one monitor, one disk in memory and one gateway, which speaks S3 over TLS under a certificate of an authority of
 * its own. It has what servers for tests lack: versions, delete markers, and locks that hold.
 */
public final class CephServer implements AutoCloseable {
    public static final String ACCESS = "access";
    public static final String SECRET = "not for logs";
    private static final Duration LIFE = Duration.ofDays(2);
    private static final Duration READY_WITHIN = Duration.ofMinutes(2);

    private final Path directory;
    private final int port;
    private final List<Process> running = new ArrayList<>();

    private CephServer(Path directory, int port) {
        this.directory = directory;
        this.port = port;
    }

    public static CephServer start(Path directory) throws Exception {
        CephServer server = new CephServer(Files.createDirectories(directory), FreePorts.tcp());
        try {
            server.configure();
            server.begin();
            return server;
        } catch (Exception | AssertionError e) {
            server.close();
            throw e;
        }
    }

    /** Where it is believed by nobody who was not told. */
    public Path authority() {
        return directory.resolve("ca.pem");
    }

    public URI endpoint() {
        return URI.create("https://127.0.0.1:" + port);
    }

    /** As a node speaks to it. */
    public StoreSettings.S3 settings(String bucket, Optional<Path> ca, Optional<StoreSettings.ObjectLock> lock) {
        return new StoreSettings.S3(
                bucket,
                "vault/",
                "us-east-1",
                Optional.of(endpoint()),
                true,
                ACCESS,
                new Secret(SECRET),
                ca,
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                lock,
                Duration.ofMillis(300),
                1 << 20);
    }

    private void configure() throws Exception {
        PemCredentials authority = CertificateIssuer.newAuthority("ca", KeyKind.EC_P256, LIFE, InstantSource.system());
        PemCredentials own = CertificateIssuer.of(authority, InstantSource.system())
                .server("ceph", List.of("127.0.0.1"), KeyKind.EC_P256, LIFE);
        PemOutput.certificates(authority(), authority.chain());
        PemOutput.certificates(directory.resolve("server.pem"), own.chain());
        PemOutput.key(directory.resolve("server.key"), own);
        for (String each : List.of("mon", "osd", "gateway")) {
            Files.createDirectory(directory.resolve(each));
        }
        int monitor = FreePorts.tcp();
        Files.writeString(directory.resolve("ceph.conf"), """
                [global]
                fsid = %2$s
                mon host = v2:127.0.0.1:%3$d
                ms bind msgr1 = false
                public addr = 127.0.0.1
                cluster addr = 127.0.0.1
                keyring = %1$s/keyring
                auth allow insecure global id reclaim = false
                osd pool default size = 1
                osd pool default min size = 1
                osd pool default pg num = 1
                osd pool default pgp num = 1
                osd crush chooseleaf type = 0
                mon allow pool size one = true
                mon max pg per osd = 1000
                run dir = %1$s
                log file = %1$s/$name.log
                admin socket =
                pid file =
                [mon.a]
                mon data = %1$s/mon
                [osd.0]
                osd data = %1$s/osd
                osd objectstore = memstore
                memstore device bytes = 1073741824
                [client.admin]
                rgw data = %1$s/gateway
                rgw frontends = beast ssl_endpoint=127.0.0.1:%4$d ssl_certificate=%1$s/server.pem ssl_private_key=%1$s/server.key
                """.formatted(directory, UUID.randomUUID(), monitor, port));
        key("mon.", "--create-keyring", "--cap", "mon", "allow *");
        key("client.admin", "--cap", "mon", "allow *", "--cap", "osd", "allow *");
        key("osd.0", "--cap", "mon", "allow profile osd", "--cap", "osd", "allow *");
        run("monmaptool", "--create", "--addv", "a", "v2:127.0.0.1:" + monitor, "monmap");
    }

    private void key(String of, String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of("ceph-authtool", "keyring", "--gen-key", "-n", of));
        command.addAll(List.of(more));
        run(command.toArray(String[]::new));
    }

    private void begin() throws Exception {
        run("ceph-mon", "-c", "ceph.conf", "-i", "a", "--mkfs", "--monmap", "monmap", "--keyring", "keyring");
        serve("ceph-mon", "-c", "ceph.conf", "-i", "a", "-f");
        String disk = UUID.randomUUID().toString();
        run("ceph", "-c", "ceph.conf", "osd", "new", disk);
        run("ceph-osd", "-c", "ceph.conf", "-i", "0", "--mkfs", "--osd-uuid", disk);
        serve("ceph-osd", "-c", "ceph.conf", "-i", "0", "-f");
        run(
                "radosgw-admin",
                "-c",
                "ceph.conf",
                "user",
                "create",
                "--uid=vault",
                "--display-name=vault",
                "--access-key=" + ACCESS,
                "--secret-key=" + SECRET);
        serve("radosgw", "-c", "ceph.conf", "-n", "client.admin", "-f");
        Awaitility.await().atMost(READY_WITHIN).until(this::listens);
    }

    private boolean listens() {
        try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    private ProcessBuilder process(String... command) {
        return new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("output").toFile()));
    }

    private void serve(String... command) throws IOException {
        running.add(process(command).start());
    }

    private void run(String... command) throws Exception {
        Process process = process(command).start();
        running.add(process);
        if (!process.waitFor(READY_WITHIN.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new AssertionError(String.join(" ", command) + ":\n" + Files.readString(directory.resolve("output")));
        }
        running.remove(process);
    }

    @Override
    public void close() {
        for (Process each : running.reversed()) {
            each.toHandle().destroyForcibly();
            each.onExit().join();
        }
    }
}
