package org.callvault.sip;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.callvault.FreePorts;
import org.callvault.config.Settings;
import org.callvault.config.trunk.Trunks;
import org.callvault.security.DevelopmentCertificates;
import org.callvault.security.PemCredentials;
import org.callvault.security.TlsContexts;
import org.callvault.security.audit.AuditLog;
import org.callvault.session.signal.SipPeer;
import org.callvault.session.signal.SipTransport;
import org.callvault.sip.admission.Admission;

/** A server with all three listeners on loopback, and what stands around it. */
public final class RunningServer {
    final ActorTestKit kit;
    public final RecordingRouter router = new RecordingRouter();
    public final SwitchableAdmission admission = new SwitchableAdmission();
    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    public final DevelopmentCertificates certificates;
    public final Settings.Sip sip;
    public final Settings.Tls tls;
    public final SipServer server;
    /** What new TLS connections are given. */
    final AtomicReference<SSLContext> context;

    /** Takes calls until told otherwise. */
    public static final class SwitchableAdmission implements Admission {
        public volatile Optional<Refusal> refusal = Optional.empty();

        @Override
        public Optional<Refusal> refuse(SipPeer peer) {
            return refusal;
        }

        @Override
        public Optional<Refusal> probe() {
            return refusal;
        }
    }

    /** What one test may want otherwise than the others. */
    record Limits(Duration requestTimeout, int connections, Duration idle) {}

    public RunningServer(Path directory, Duration requestTimeout) throws Exception {
        this(directory, new Limits(requestTimeout, 50, Duration.ofSeconds(60)));
    }

    RunningServer(Path directory, Limits limits) throws Exception {
        kit = ActorTestKit.create();
        certificates = DevelopmentCertificates.create(directory, List.of("localhost", "127.0.0.1"));
        sip = sip(freeUdpPort(), freeTcpPort(), limits);
        tls = new Settings.Tls(
                true, freeTcpPort(), Optional.of(certificates.certificate()), Optional.of(certificates.key()));
        PemCredentials credentials = PemCredentials.load(certificates.certificate(), certificates.key());
        context = new AtomicReference<>(TlsContexts.server(credentials));
        server = await(SipServer.start(
                kit.system(),
                "node1",
                sip,
                tls,
                Optional.of(context::get),
                router,
                admission,
                Trunks.OPEN,
                Optional.empty(),
                AuditLog.NONE,
                metrics));
    }

    static Settings.Sip sip(int udp, int tcp, Duration requestTimeout) {
        return sip(udp, tcp, new Limits(requestTimeout, 50, Duration.ofSeconds(60)));
    }

    private static Settings.Sip sip(int udp, int tcp, Limits limits) {
        return new Settings.Sip(
                "127.0.0.1",
                "127.0.0.1",
                udp,
                tcp,
                65_536,
                limits.connections(),
                limits.idle(),
                limits.requestTimeout(),
                500,
                0);
    }

    static <T> T await(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    static int freeTcpPort() throws IOException {
        return FreePorts.tcp();
    }

    static int freeUdpPort() throws IOException {
        return FreePorts.udp();
    }

    double rejected(String reason) {
        return metrics.counter("callvault.sip.rejected", "reason", reason).count();
    }

    public Peer udp() throws IOException {
        return Peer.udp(sip.udpPort());
    }

    public Peer.StreamPeer tcp() throws IOException {
        return Peer.tcp(sip.tcpPort());
    }

    public Peer.StreamPeer tls() throws IOException {
        return Peer.tls(tls.port(), TlsContexts.client(certificates.caCertificate()));
    }

    Peer peer(SipTransport transport) throws IOException {
        return switch (transport) {
            case UDP -> udp();
            case TCP -> tcp();
            case TLS -> tls();
        };
    }

    public void close() throws Exception {
        Done stopped = await(server.stop());
        kit.shutdownTestKit();
        if (!stopped.equals(Done.getInstance())) {
            throw new IllegalStateException("not stopped");
        }
    }
}
