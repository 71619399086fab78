package org.callvault.sip;

import akka.Done;
import akka.actor.typed.ActorSystem;
import gov.nist.javax.sip.SipProviderImpl;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.sip.InvalidArgumentException;
import javax.sip.ListeningPoint;
import javax.sip.PeerUnavailableException;
import javax.sip.SipException;
import javax.sip.TransportNotSupportedException;
import org.callvault.config.Settings;
import org.callvault.security.audit.AuditLog;
import org.callvault.session.signal.SipTransport;
import org.callvault.sip.stack.RecorderStack;
import org.callvault.sip.transport.StreamLimits;
import org.callvault.sip.transport.StreamListener;

/** The listeners that the settings ask for, from binding to the stack's listening points. */
final class Listeners {
    private final Settings.Sip sip;
    private final Settings.Tls tls;
    private final SipMetrics metrics;
    private final Map<SipTransport, Integer> ports = new EnumMap<>(SipTransport.class);
    private final Map<SipTransport, StreamListener> streams = new EnumMap<>(SipTransport.class);

    Listeners(
            ActorSystem<?> system,
            Settings.Sip sip,
            Settings.Tls tls,
            StreamLimits limits,
            Supplier<SSLContext> context,
            SipMetrics metrics,
            AuditLog audit) {
        this.sip = sip;
        this.tls = tls;
        this.metrics = metrics;
        want(SipTransport.UDP, sip.udpPort());
        want(SipTransport.TCP, sip.tcpPort());
        want(SipTransport.TLS, tls.enabled() ? tls.port() : 0);
        for (SipTransport transport : ports.keySet()) {
            if (transport != SipTransport.UDP) {
                streams.put(
                        transport,
                        new StreamListener(system, transport, context, tls.clientAuth(), limits, metrics, audit));
            }
        }
    }

    private void want(SipTransport transport, int port) {
        if (port > 0) {
            ports.put(transport, port);
        }
    }

    Map<SipTransport, Integer> ports() {
        return Map.copyOf(ports);
    }

    Map<SipTransport, StreamListener> streams() {
        return Map.copyOf(streams);
    }

    /** Binds TCP and TLS; UDP is bound by the stack in {@link #open}. */
    CompletionStage<Done> bind(boolean contextGiven) {
        if (ports.isEmpty()) {
            return CompletableFuture.failedFuture(new SipStartFailed(
                    "sip", "no listener is configured", "Give UDP, TCP or TLS a port that is not 0"));
        }
        if (tls.enabled() && !contextGiven) {
            return CompletableFuture.failedFuture(new SipStartFailed(
                    name(SipTransport.TLS),
                    "TLS is on but there is no certificate",
                    "Set TLS_CERT_PATH and TLS_KEY_PATH, or ENABLE_TLS=false"));
        }
        CompletionStage<Done> all = CompletableFuture.completedFuture(Done.getInstance());
        for (StreamListener stream : streams.values()) {
            all = all.thenCompose(_ -> bind(stream));
        }
        return all;
    }

    private CompletionStage<Done> bind(StreamListener stream) {
        return stream.bind(sip.bind(), port(stream.transport())).exceptionallyCompose(failure -> {
            return CompletableFuture.failedFuture(cannotBind(stream.transport(), SipServer.unwrap(failure)));
        });
    }

    private SipStartFailed cannotBind(SipTransport transport, Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String cause = root.getMessage() == null ? root.toString() : root.getMessage();
        return new SipStartFailed(
                name(transport),
                "cannot listen: " + cause,
                "Check that no other process uses the port, and that the address is one of this machine",
                failure);
    }

    RecorderStack newStack() {
        try {
            return new RecorderStack(streams(), metrics);
        } catch (PeerUnavailableException broken) {
            throw new SipStartFailed(
                    "sip", "the SIP stack does not start: " + broken.getMessage(), "Report this", broken);
        }
    }

    /** Makes the stack's listening points, all of one provider. */
    SipProviderImpl open(RecorderStack stack) throws SipException {
        SipProviderImpl provider = null;
        for (SipTransport transport : ports.keySet()) {
            ListeningPoint point = listeningPoint(stack, transport);
            if (provider == null) {
                provider = (SipProviderImpl) stack.createSipProvider(point);
            } else {
                provider.addListeningPoint(point);
            }
        }
        if (provider == null) {
            throw new IllegalStateException("bind has refused this");
        }
        return provider;
    }

    private ListeningPoint listeningPoint(RecorderStack stack, SipTransport transport) {
        try {
            return stack.createListeningPoint(
                    sip.bind(), port(transport), transport.name().toLowerCase(Locale.ROOT));
        } catch (InvalidArgumentException | TransportNotSupportedException refused) {
            throw cannotBind(transport, refused);
        }
    }

    void proveTls() {
        TlsSelfTest.run(name(SipTransport.TLS), sip.bind(), tls);
    }

    CompletionStage<Done> unbind() {
        CompletionStage<Done> all = CompletableFuture.completedFuture(Done.getInstance());
        for (StreamListener stream : streams.values()) {
            all = all.thenCompose(_ -> stream.unbind());
        }
        return all;
    }

    /** Leaves nothing listening after a start that failed. */
    CompletionStage<Done> giveUp() {
        return unbind().thenApply(done -> {
            streams.values().forEach(StreamListener::closeAll);
            return done;
        });
    }

    List<String> described() {
        List<String> described = new ArrayList<>();
        ports.keySet().forEach(transport -> described.add(name(transport)));
        return List.copyOf(described);
    }

    private int port(SipTransport transport) {
        return ports.getOrDefault(transport, 0);
    }

    private String name(SipTransport transport) {
        String host = sip.bind().contains(":") ? "[" + sip.bind() + "]" : sip.bind();
        return transport.name().toLowerCase(Locale.ROOT) + " " + host + ":" + port(transport);
    }
}
