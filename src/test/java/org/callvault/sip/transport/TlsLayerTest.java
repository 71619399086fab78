package org.callvault.sip.transport;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Tcp;
import akka.util.ByteString;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.callvault.config.Settings.ClientAuth;
import org.callvault.security.DevelopmentCertificates;
import org.callvault.security.PemCredentials;
import org.callvault.security.TlsContexts;
import org.callvault.sip.SipMetrics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An echo over TLS. No idle time-out stands in the way: what is closed is closed by the handshake's own time. */
class TlsLayerTest {
    private static final Duration HANDSHAKE = Duration.ofSeconds(1);
    private static final byte[] CLIENT_HELLO_BEGINS = {22, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3};

    private final ActorTestKit kit = ActorTestKit.create();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private SSLContext client;
    private int port;

    @BeforeEach
    void bind(@TempDir Path directory) throws Exception {
        DevelopmentCertificates certificates = DevelopmentCertificates.create(directory, List.of("127.0.0.1"));
        client = TlsContexts.client(certificates.caCertificate());
        SSLContext server = TlsContexts.server(PemCredentials.load(certificates.certificate(), certificates.key()));
        TlsLayer layer = new TlsLayer(kit.system(), HANDSHAKE, new SipMetrics(metrics));
        port = Tcp.get(kit.system())
                .bind("127.0.0.1", 0)
                .to(Sink.foreach(connection -> Flow.of(ByteString.class)
                        .join(layer.over(
                                connection.flow(), () -> TlsContexts.serverEngine(server, ClientAuth.NONE), _ -> {}))
                        .run(kit.system())))
                .run(kit.system())
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .localAddress()
                .getPort();
    }

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    private double late() {
        return metrics.counter("callvault.sip.rejected", "reason", "tls-handshake-too-slow")
                .count();
    }

    @Test
    void aHandshakeThatDripsIsClosedAndCountedAndOneThatWasInTimeStays() throws Exception {
        try (SSLSocket good =
                        (SSLSocket) client.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
                Socket drip = new Socket(InetAddress.getLoopbackAddress(), port);
                Socket silent = new Socket(InetAddress.getLoopbackAddress(), port)) {
            good.setSoTimeout(10_000);
            good.startHandshake();
            for (byte single : CLIENT_HELLO_BEGINS) {
                drip.getOutputStream().write(single);
                drip.getOutputStream().flush();
            }
            for (Socket slow : List.of(drip, silent)) {
                slow.setSoTimeout(10_000);
                Awaitility.await().until(() -> isClosed(slow));
            }
            assertThat(late()).isEqualTo(2);
            good.getOutputStream().write(7);
            assertThat(good.getInputStream().read()).isEqualTo(7);
        }
    }

    @Test
    void aPeerThatLeavesBeforeItsTimeIsNotCounted() throws Exception {
        new Socket(InetAddress.getLoopbackAddress(), port).close();
        try (Socket later = new Socket(InetAddress.getLoopbackAddress(), port)) {
            later.setSoTimeout(10_000);
            Awaitility.await().until(() -> isClosed(later));
        }
        assertThat(late()).isEqualTo(1);
    }

    /** Whatever is read before is an alert. */
    private static boolean isClosed(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketException reset) {
            return true;
        }
    }
}
