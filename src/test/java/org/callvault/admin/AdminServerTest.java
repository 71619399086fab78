package org.callvault.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.callvault.admin.AdminNode.join;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.callvault.admin.node.ReadinessReport;
import org.callvault.config.Settings;
import org.callvault.session.LiveSessions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The listener itself: what binds, what does not and why, and how it stops. */
class AdminServerTest {
    private static ActorTestKit kit;

    @BeforeAll
    static void startKit() {
        kit = AdminNode.kit();
    }

    @AfterAll
    static void stopKit() {
        kit.shutdownTestKit();
    }

    private static CompletionStage<AdminServer> start(String bind, int port) {
        return AdminServer.start(
                kit.system(),
                new Settings.Admin(bind, port),
                () -> new ReadinessReport(true, List.of()),
                new LiveSessions(),
                new FakeSessions(),
                List::of,
                new FakeRecordings(),
                List.of(),
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
    }

    @Test
    void portInUseNamesTheSetting() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> join(start("127.0.0.1", taken.getLocalPort())))
                    .hasCauseInstanceOf(AdminStartFailed.class)
                    .hasMessageContaining("another process uses port " + taken.getLocalPort())
                    .hasMessageContaining("CALLVAULT_ADMIN_PORT");
        }
    }

    @Test
    void addressOfAnotherMachineNamesTheSetting() {
        assertThatThrownBy(() -> join(start("192.0.2.1", 0)))
                .hasCauseInstanceOf(AdminStartFailed.class)
                .hasMessageContaining("CALLVAULT_ADMIN_BIND");
    }

    @Test
    void unknownHostNameNamesTheSetting() {
        assertThatThrownBy(() -> join(start("no-such-host.invalid", 0)))
                .hasCauseInstanceOf(AdminStartFailed.class)
                .hasMessageContaining("CALLVAULT_ADMIN_BIND");
    }

    @Test
    void listenerOnEveryAddressTellsOneThatWorksHere() {
        AdminServer server = join(start("0.0.0.0", 0));
        assertThat(server.baseUri().getHost()).isEqualTo("127.0.0.1");
        join(server.stop());
    }

    @Test
    void stoppedServerTakesNoConnections() throws IOException {
        AdminServer server = join(start("127.0.0.1", 0));
        URI uri = server.baseUri();
        new Socket(InetAddress.getLoopbackAddress(), uri.getPort()).close();
        join(server.stop());
        assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), uri.getPort()).close())
                .isInstanceOf(ConnectException.class);
    }
}
