package org.callvault.sip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.callvault.config.Settings;
import org.callvault.config.trunk.Trunks;
import org.callvault.security.CertificateIssuer;
import org.callvault.security.KeyKind;
import org.callvault.security.PemCredentials;
import org.callvault.security.PemOutput;
import org.callvault.security.ReloadingTls;
import org.callvault.security.TlsContexts;
import org.callvault.security.TlsFiles;
import org.callvault.security.audit.AuditLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A listener whose certificate is renewed while connections are open. */
class TlsRenewalTest {
    private static final Duration YEAR = Duration.ofDays(365);
    private static final PemCredentials FIRST = server("first", KeyKind.RSA_3072);

    @TempDir
    private Path directory;

    private final ActorTestKit kit = ActorTestKit.create();
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

    private TlsFiles files;
    private ReloadingTls tls;
    private Settings.Tls settings;
    private SipServer server;

    /** Each is of an authority of its own, so that who trusts one does not trust the other. */
    private static PemCredentials server(String name, KeyKind kind) {
        PemCredentials authority =
                CertificateIssuer.newAuthority("CA of " + name, kind, Duration.ofDays(3650), Clock.systemUTC());
        return CertificateIssuer.of(authority, Clock.systemUTC())
                .server(name, List.of("localhost", "127.0.0.1"), kind, YEAR);
    }

    private final class Told implements ReloadingTls.Listener {
        @Override
        public void renewed(ReloadingTls.Identity identity) {
            told.add("renewed");
        }

        @Override
        public void kept(String reason) {
            told.add("kept " + reason);
        }

        @Override
        public void expiring(long daysLeft, Instant expiry) {
            told.add("expiring");
        }
    }

    @BeforeEach
    void start() throws Exception {
        files = new TlsFiles(directory.resolve("server.pem"), directory.resolve("server.key"));
        install(FIRST);
        tls = ReloadingTls.open(files, new Told(), Clock.systemUTC());
        settings = new Settings.Tls(
                true, RunningServer.freeTcpPort(), Optional.of(files.certificate()), Optional.of(files.key()));
        server = RunningServer.await(SipServer.start(
                kit.system(),
                "node1",
                RunningServer.sip(0, 0, Duration.ofSeconds(5)),
                settings,
                Optional.of(tls),
                new RecordingRouter(),
                new RunningServer.SwitchableAdmission(),
                Trunks.OPEN,
                Optional.empty(),
                AuditLog.NONE,
                new SimpleMeterRegistry()));
        tls.watch(Duration.ofMillis(20));
    }

    @AfterEach
    void stop() throws Exception {
        RunningServer.await(server.stop());
        tls.close();
        kit.shutdownTestKit();
    }

    private void install(PemCredentials credentials) throws Exception {
        PemOutput.key(files.key(), credentials);
        PemOutput.certificates(files.certificate(), credentials.chain());
    }

    private Peer trusting(PemCredentials credentials) throws Exception {
        return Peer.tls(
                settings.port(), TlsContexts.client(List.of(credentials.chain().getLast())));
    }

    /** Two files are not changed at one instant, so something else may be told before. */
    private void awaitTold(String part) throws InterruptedException {
        String said;
        do {
            said = told.poll(10, TimeUnit.SECONDS);
            assertThat(said).as("told within ten seconds").isNotNull();
        } while (!String.valueOf(said).contains(part));
    }

    @Test
    void openConnectionsLiveOnAndNewOnesSeeTheNewCertificate() throws Exception {
        PemCredentials second = server("second", KeyKind.EC_P256);
        try (Peer old = trusting(FIRST)) {
            SipChecks.assertServes(old);
            install(second);
            awaitTold("renewed");
            try (Peer fresh = trusting(second)) {
                SipChecks.assertServes(fresh);
            }
            assertThatThrownBy(() -> {
                        try (Peer outdated = trusting(FIRST)) {
                            SipChecks.assertServes(outdated);
                        }
                    })
                    .isInstanceOf(SSLException.class);
            SipChecks.assertServes(old);
        }
    }

    @Test
    void aBrokenNewFileKeepsTheOldCertificate() throws Exception {
        try (Peer old = trusting(FIRST)) {
            SipChecks.assertServes(old);
            Files.writeString(files.certificate(), "-----BEGIN CERTIFICATE-----\nMIIB\n");
            awaitTold("server.pem: it is not a sound PEM file");
            try (Peer fresh = trusting(FIRST)) {
                SipChecks.assertServes(fresh);
            }
            SipChecks.assertServes(old);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void anRsaCertificateServes(String version) throws Exception {
        SSLContext context = TlsContexts.client(List.of(FIRST.chain().getLast()));
        try (SSLSocket socket = (SSLSocket)
                context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), settings.port())) {
            socket.setEnabledProtocols(new String[] {version});
            socket.startHandshake();
            assertThat(socket.getSession().getProtocol()).isEqualTo(version);
            assertThat(socket.getSession().getPeerCertificates()[0]).isEqualTo(FIRST.certificate());
        }
        try (Peer peer = trusting(FIRST)) {
            SipChecks.assertServes(peer);
        }
    }
}
