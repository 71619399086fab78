package org.callvault.sip;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.Props;
import gov.nist.javax.sip.SipProviderImpl;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.TooManyListenersException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.sip.SipException;
import org.callvault.config.Settings;
import org.callvault.config.trunk.Trunks;
import org.callvault.security.audit.AuditLog;
import org.callvault.security.digest.DigestAuthenticator;
import org.callvault.session.SessionCommand;
import org.callvault.session.Signalling;
import org.callvault.sip.admission.Admission;
import org.callvault.sip.stack.RecorderStack;
import org.callvault.sip.transport.StreamLimits;

/** The SIP side of a node: its listeners, and the way for requests to the sessions and back. */
public final class SipServer {
    private static final AtomicInteger INSTANCES = new AtomicInteger();

    private final ActorSystem<?> system;
    private final Listeners listeners;
    private final RecorderStack stack;
    private final ActorRef<SipFrontend.Command> frontend;

    private SipServer(
            ActorSystem<?> system, Listeners listeners, RecorderStack stack, ActorRef<SipFrontend.Command> frontend) {
        this.system = system;
        this.listeners = listeners;
        this.stack = stack;
        this.frontend = frontend;
    }

    /**
     * Starts every listener that is configured.
     *
     * @param node name of this one, which requests carry
     * @param serverContext presents the node's certificate, asked once per connection; needed if TLS is on
     * @return completes when each listener is bound and, for TLS, a handshake with our own certificate has succeeded; fails
     *     with {@link SipStartFailed}, and then nothing is left listening
     */
    public static CompletionStage<SipServer> start(
            ActorSystem<?> system,
            String node,
            Settings.Sip sip,
            Settings.Tls tls,
            Optional<? extends Supplier<SSLContext>> serverContext,
            SessionRouter router,
            Admission admission,
            Trunks trunks,
            Optional<DigestAuthenticator> digest,
            AuditLog audit,
            MeterRegistry registry) {
        SipMetrics metrics = new SipMetrics(registry);
        AccessControl access = new AccessControl(
                trunks,
                digest.map(authenticator -> new DigestGate(authenticator, InstantSource.system())),
                audit,
                System::nanoTime);
        Listeners listeners = new Listeners(
                system,
                sip,
                tls,
                StreamLimits.of(sip),
                () -> serverContext.orElseThrow().get(),
                metrics,
                audit);
        return listeners
                .bind(serverContext.isPresent())
                .thenApplyAsync(
                        _ -> assemble(system, node, sip, listeners, router, admission, access, metrics),
                        blocking(system))
                .thenCompose(server -> server.proven(tls))
                .handle((server, failure) -> failure == null
                        ? CompletableFuture.completedFuture(server)
                        : listeners
                                .giveUp()
                                .<SipServer>thenCompose(_ -> CompletableFuture.failedFuture(unwrap(failure))))
                .thenCompose(stage -> stage);
    }

    private static SipServer assemble(
            ActorSystem<?> system,
            String node,
            Settings.Sip sip,
            Listeners listeners,
            SessionRouter router,
            Admission admission,
            AccessControl access,
            SipMetrics metrics) {
        RecorderStack stack = listeners.newStack();
        try {
            SipProviderImpl provider = listeners.open(stack);
            ServerCalls calls = new ServerCalls(ServerCalls.CAPACITY);
            metrics.transactions(calls.gauge());
            Responses responses = new Responses(sip.publicAddress(), new SecureRandom());
            Sender sender = new Sender(provider, metrics);
            var outbound = new OutboundRequests(provider, listeners.streams(), listeners.ports(), responses, metrics);
            CompletableFuture<ActorRef<SipFrontend.Command>> started = new CompletableFuture<>();
            Answers answers =
                    new Answers(router, ack -> started.join().tell(new SipFrontend.Command.Send(ack)), metrics);
            var wiring = new SipFrontend.Wiring(
                    calls,
                    responses,
                    sender,
                    outbound,
                    answers,
                    router,
                    sip.requestTimeout(),
                    System::nanoTime,
                    metrics,
                    node);
            CompletableFuture<ActorRef<SessionCommand.SipReply>> replies = new CompletableFuture<>();
            String name = "sip-frontend-" + INSTANCES.incrementAndGet();
            var frontend = system.systemActorOf(SipFrontend.create(wiring, replies), name, Props.empty());
            started.complete(frontend);
            provider.addSipListener(new RequestIntake(wiring, admission, access, replies.join()));
            stack.start();
            return new SipServer(system, listeners, stack, frontend);
        } catch (SipException | TooManyListenersException broken) {
            stack.stop();
            throw new SipStartFailed(
                    "sip", "the SIP stack does not start: " + broken.getMessage(), "Report this", broken);
        } catch (RuntimeException failed) {
            stack.stop();
            throw failed;
        }
    }

    private CompletionStage<SipServer> proven(Settings.Tls settings) {
        if (!settings.enabled()) {
            return CompletableFuture.completedFuture(this);
        }
        return CompletableFuture.supplyAsync(
                        () -> {
                            listeners.proveTls();
                            return this;
                        },
                        blocking(system))
                .handle((server, failure) -> failure == null
                        ? CompletableFuture.completedFuture(server)
                        : halt().<SipServer>thenCompose(_ -> CompletableFuture.failedFuture(unwrap(failure))))
                .thenCompose(stage -> stage);
    }

    /** Stops listening, waits until the requests that came have their answers, and closes every connection. */
    public CompletionStage<Done> stop() {
        CompletableFuture<Done> quiet = new CompletableFuture<>();
        return listeners
                .unbind()
                .thenCompose(_ -> {
                    frontend.tell(new SipFrontend.Command.Quiesce(quiet));
                    return quiet;
                })
                .thenCompose(_ -> halt());
    }

    private CompletionStage<Done> halt() {
        return CompletableFuture.runAsync(stack::stop, blocking(system)).thenApply(_ -> {
            frontend.tell(new SipFrontend.Command.Halt());
            return Done.getInstance();
        });
    }

    /** Sends requests of sessions over the connections of this node. */
    public Signalling signalling() {
        return request -> frontend.tell(new SipFrontend.Command.Send(request));
    }

    /** What is listening, as "udp 127.0.0.1:5060". */
    public List<String> listening() {
        return listeners.described();
    }

    private static Executor blocking(ActorSystem<?> system) {
        return system.dispatchers().lookup(DispatcherSelector.blocking());
    }

    static Throwable unwrap(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
