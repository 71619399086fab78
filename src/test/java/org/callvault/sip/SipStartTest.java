package org.callvault.sip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.callvault.config.Settings;
import org.callvault.config.trunk.Trunks;
import org.callvault.security.DevelopmentCertificates;
import org.callvault.security.PemCredentials;
import org.callvault.security.TlsContexts;
import org.callvault.security.audit.AuditLog;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SipStartTest {
    private static final Settings.Tls NO_TLS = new Settings.Tls(false, 0, Optional.empty(), Optional.empty());

    @TempDir
    private static Path directory;

    private static RunningServer running;
    private static ActorTestKit kit;

    @BeforeAll
    static void start() throws Exception {
        running = new RunningServer(directory.resolve("own"), Duration.ofSeconds(5));
        kit = ActorTestKit.create();
    }

    @AfterAll
    static void stop() throws Exception {
        running.close();
        kit.shutdownTestKit();
    }

    private static CompletionStage<SipServer> start(Settings.Sip sip, Settings.Tls tls, Optional<SSLContext> context) {
        return SipServer.start(
                kit.system(),
                "node1",
                sip,
                tls,
                context.map(SipStartTest::always),
                new RecordingRouter(),
                new RunningServer.SwitchableAdmission(),
                Trunks.OPEN,
                Optional.empty(),
                AuditLog.NONE,
                new SimpleMeterRegistry());
    }

    private static Supplier<SSLContext> always(SSLContext context) {
        return () -> context;
    }

    private static void assertFails(CompletionStage<SipServer> stage, String... parts) {
        assertThatThrownBy(() -> RunningServer.await(stage))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(SipStartFailed.class)
                .message()
                .contains(parts);
    }

    @Test
    void aTakenTcpPortIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int udp = RunningServer.freeUdpPort();
            Settings.Sip sip = RunningServer.sip(udp, taken.getLocalPort(), Duration.ofSeconds(1));
            assertFails(start(sip, NO_TLS, Optional.empty()), "tcp 127.0.0.1:" + taken.getLocalPort(), "in use");
        }
    }

    @Test
    void aTakenUdpPortIsNamedAndNothingIsLeftListening() throws Exception {
        int tcp = RunningServer.freeTcpPort();
        try (DatagramSocket taken = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            Settings.Sip sip = RunningServer.sip(taken.getLocalPort(), tcp, Duration.ofSeconds(1));
            assertFails(start(sip, NO_TLS, Optional.empty()), "udp 127.0.0.1:" + taken.getLocalPort(), "in use");
        }
        try (ServerSocket again = new ServerSocket(tcp, 1, InetAddress.getLoopbackAddress())) {
            assertThat(again.isBound()).isTrue();
        }
    }

    @Test
    void noListenerAtAllIsRefused() {
        assertFails(start(RunningServer.sip(0, 0, Duration.ofSeconds(1)), NO_TLS, Optional.empty()), "no listener");
    }

    @Test
    void tlsWithoutAContextIsRefused() throws Exception {
        Settings.Tls tls = new Settings.Tls(true, RunningServer.freeTcpPort(), Optional.empty(), Optional.empty());
        assertFails(start(RunningServer.sip(0, 0, Duration.ofSeconds(1)), tls, Optional.empty()), "TLS_CERT_PATH");
    }

    @Test
    void aContextWithAnotherCertificateFailsItsOwnHandshake() throws Exception {
        var other = DevelopmentCertificates.create(directory.resolve("other"), List.of("localhost"));
        SSLContext context = TlsContexts.server(PemCredentials.load(other.certificate(), other.key()));
        Settings.Tls tls = new Settings.Tls(
                true,
                RunningServer.freeTcpPort(),
                Optional.of(running.certificates.certificate()),
                Optional.of(running.certificates.key()));
        assertFails(
                start(RunningServer.sip(0, 0, Duration.ofSeconds(1)), tls, Optional.of(context)),
                "tls 127.0.0.1:" + tls.port(),
                "handshake");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void speaks(String version) throws Exception {
        SSLContext context = TlsContexts.client(running.certificates.caCertificate());
        try (SSLSocket socket = (SSLSocket)
                context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), running.tls.port())) {
            socket.setEnabledProtocols(new String[] {version});
            socket.startHandshake();
            assertThat(socket.getSession().getProtocol()).isEqualTo(version);
        }
    }

    /** A ClientHello that offers no more than TLS 1.1, as the JVM would not send one. */
    @Test
    void refusesTls11WithAnAlert() throws Exception {
        String hello = "160301002d" + "01000029" + "0302" + "00".repeat(32) + "00" + "0002002f" + "0100";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), running.tls.port())) {
            socket.setSoTimeout(Peer.TIMEOUT_MILLIS);
            socket.getOutputStream().write(HexFormat.of().parseHex(hello));
            byte[] alert = socket.getInputStream().readNBytes(7);
            assertThat(alert[0]).as("an alert record").isEqualTo((byte) 21);
            assertThat(alert[5]).as("fatal").isEqualTo((byte) 2);
        }
    }

    @Test
    void aNewContextServesNewConnections() throws Exception {
        var other = DevelopmentCertificates.create(directory.resolve("renewed"), List.of("localhost", "127.0.0.1"));
        SSLContext former =
                TlsContexts.server(PemCredentials.load(running.certificates.certificate(), running.certificates.key()));
        running.context.set(TlsContexts.server(PemCredentials.load(other.certificate(), other.key())));
        try (Peer peer = Peer.tls(running.tls.port(), TlsContexts.client(other.caCertificate()))) {
            SipChecks.assertServes(peer);
        } finally {
            running.context.set(former);
        }
    }

    @Tag("peers")
    @ParameterizedTest
    @CsvSource({"-tls1_2, true", "-tls1_3, true", "-tls1_1, false"})
    void opensslAgrees(String version, boolean accepted) throws Exception {
        List<String> command = List.of(
                "openssl",
                "s_client",
                version,
                "-cipher",
                "DEFAULT@SECLEVEL=0",
                "-connect",
                "127.0.0.1:" + running.tls.port(),
                "-CAfile",
                running.certificates.caCertificate().toString(),
                "-verify_return_error",
                "-brief");
        Process openssl = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(
                        Files.writeString(directory.resolve("nothing"), "").toFile())
                .start();
        String said = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(openssl.waitFor() == 0).as(said).isEqualTo(accepted);
        assertThat(said.contains("CONNECTION ESTABLISHED")).as(said).isEqualTo(accepted);
    }
}
