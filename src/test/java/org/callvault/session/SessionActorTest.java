package org.callvault.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import com.typesafe.config.ConfigFactory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.callvault.config.trunk.Trunks;
import org.callvault.dtls.Fingerprint;
import org.callvault.media.CallMedia;
import org.callvault.media.MediaSupervisor;
import org.callvault.media.StreamPorts;
import org.callvault.recording.RecordingDescription;
import org.callvault.recording.Recordings;
import org.callvault.session.SessionCommand.SipReply;
import org.callvault.session.signal.CallId;
import org.callvault.session.signal.OutboundRequest;
import org.callvault.session.signal.SipPeer;
import org.callvault.session.signal.SipRequest;
import org.callvault.session.signal.SipTransport;
import org.callvault.session.state.MediaPlace;
import org.callvault.session.state.SessionContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class SessionActorTest {
    private static final String OFFER = """
            v=0
            o=sbc 1 1 IN IP4 127.0.0.1
            s=-
            c=IN IP4 127.0.0.1
            t=0 0
            m=audio 40000 RTP/AVP 0
            a=label:1
            a=sendonly
            """;
    private static final Fingerprint FINGERPRINT = Fingerprint.of(Fingerprint.Hash.SHA_256, new byte[] {1});
    private static final ActorTestKit TEST_KIT =
            ActorTestKit.create(ConfigFactory.parseString("akka.log-dead-letters=off"));

    private final TestProbe<MediaHost.Command> host = TEST_KIT.createTestProbe();
    private final TestProbe<CallMedia.Command> media = TEST_KIT.createTestProbe();
    private final TestProbe<SipReply> frontend = TEST_KIT.createTestProbe();
    private final LiveSessions live = new LiveSessions();
    private final RememberedRecordings recordings = new RememberedRecordings();
    private final List<OutboundRequest> sent = new CopyOnWriteArrayList<>();
    private final Home home = new Home();

    @AfterAll
    static void stop() {
        TEST_KIT.shutdownTestKit();
    }

    @Test
    void aCallIsAnsweredShownAndFinished() {
        ActorRef<SessionCommand> session = answered();
        await().untilAsserted(() -> assertThat(live.find("call-1")).hasValueSatisfying(seen -> {
            assertThat(seen.state()).isEqualTo("recording");
            assertThat(seen.streams()).extracting(LiveSession.Stream::label).containsExactly("1");
        }));

        session.tell(new SessionCommand.Handle(request("BYE", 2, tag), frontend.ref()));
        assertThat(frontend.receiveMessage().response().status()).isEqualTo(200);
        media.expectMessageClass(CallMedia.Describe.class);
        media.expectMessageClass(CallMedia.Close.class).replyTo().tell(new CallMedia.Closed(List.of()));
        assertThat(host.expectMessageClass(MediaHost.Finish.class).description().endReason())
                .isEqualTo("bye");
        await().until(() -> live.count() == 0);
    }

    @Test
    void mediaThatStartsAfterACancelIsClosedAtOnce() {
        ActorRef<SessionCommand> session = spawn();
        session.tell(new SessionCommand.Handle(request("INVITE", 1, ""), frontend.ref()));
        MediaSupervisor.StartCall start =
                host.expectMessageClass(MediaHost.Start.class).call();
        session.tell(new SessionCommand.Cancel("t1", frontend.ref()));
        assertThat(frontend.receiveMessage().response().status()).isEqualTo(487);
        start.replyTo().tell(new MediaSupervisor.Started(media.ref(), List.of(new StreamPorts(0, 20000, 20001))));
        media.expectMessageClass(CallMedia.Close.class);
    }

    @Test
    void aSessionThatIsStoppedClosesItsMediaAndFinishesTheRecording() {
        ActorRef<SessionCommand> session = answered();
        session.tell(SessionActor.stopMessage());
        media.expectMessageClass(CallMedia.Describe.class);
        media.expectMessageClass(CallMedia.Close.class).replyTo().tell(new CallMedia.Closed(List.of()));
        assertThat(host.expectMessageClass(MediaHost.Finish.class).description().endReason())
                .isEqualTo("session_failed");
    }

    @Test
    void mediaThatDiesEndsTheCallByBye() {
        TestProbe<CallMedia.Command> dying = TEST_KIT.createTestProbe();
        answered(dying);
        dying.stop();
        await().until(() -> !sent.isEmpty());
        assertThat(sent.getFirst().method()).isEqualTo("BYE");
        assertThat(host.expectMessageClass(MediaHost.Finish.class).description().flags())
                .contains("media_failed");
    }

    @Test
    void aCallThatArrivesWhileItsSessionLeavesIsForTheNextOne() {
        ActorRef<SessionCommand> session = spawn();
        session.tell(new SessionCommand.Handle(request("ACK", 1, "stray"), frontend.ref()));
        SessionCommand call = new SessionCommand.Handle(request("INVITE", 2, ""), frontend.ref());
        session.tell(call);
        await().untilAsserted(() -> assertThat(home.forSuccessor).containsExactly(call));
        assertThat(home.leaving).containsExactly(session);
        session.tell(SessionActor.stopMessage());
        frontend.expectTerminated(session);
    }

    private String tag = "";

    private ActorRef<SessionCommand> answered() {
        return answered(media);
    }

    private ActorRef<SessionCommand> answered(TestProbe<CallMedia.Command> callMedia) {
        ActorRef<SessionCommand> session = spawn();
        session.tell(new SessionCommand.Handle(request("INVITE", 1, ""), frontend.ref()));
        host.expectMessageClass(MediaHost.Start.class)
                .call()
                .replyTo()
                .tell(new MediaSupervisor.Started(callMedia.ref(), List.of(new StreamPorts(0, 20000, 20001))));
        callMedia.expectMessageClass(CallMedia.Describe.class);
        SipReply reply = frontend.receiveMessage();
        assertThat(reply.response().status()).isEqualTo(200);
        tag = reply.response().toTag();
        session.tell(new SessionCommand.Handle(request("ACK", 1, tag), frontend.ref()));
        callMedia.expectMessageClass(CallMedia.Acknowledge.class);
        return session;
    }

    private ActorRef<SessionCommand> spawn() {
        SessionContext context = new SessionContext(
                "node1",
                "127.0.0.1",
                true,
                false,
                FINGERPRINT,
                16,
                Duration.ofMillis(500),
                Duration.ofMinutes(10),
                Duration.ofHours(4),
                Duration.ofSeconds(10),
                Duration.ZERO,
                Duration.ofSeconds(2),
                Trunks.OPEN);
        return TEST_KIT.spawn(SessionStart.create(
                new CallId("call-1"),
                new SessionEnvironment(
                        context,
                        new OneHome(new MediaHome(new MediaPlace("node1", "127.0.0.1", FINGERPRINT), host.ref())),
                        Optional.empty(),
                        recordings,
                        sent::add,
                        live,
                        new SimpleMeterRegistry(),
                        InstantSource.system(),
                        new SecureRandom()),
                home));
    }

    private static SipRequest request(String method, long cseq, String toTag) {
        byte[] body = method.equals("INVITE") ? OFFER.getBytes(StandardCharsets.UTF_8) : new byte[0];
        return new SipRequest(
                method.equals("ACK") ? "" : "t" + cseq,
                method,
                "sip:srs@127.0.0.1",
                new CallId("call-1"),
                "src",
                toTag.isEmpty() ? null : toTag,
                cseq,
                "<sip:sbc@127.0.0.1>;tag=src",
                "<sip:srs@127.0.0.1>",
                "<sip:sbc@127.0.0.1:5061>;+sip.src",
                List.of(),
                Map.of(),
                body.length > 0 ? "application/sdp" : null,
                body,
                new SipPeer("127.0.0.1", 5061, SipTransport.TCP, "127.0.0.1", 5060),
                "default");
    }

    /** Remembers what it is told. */
    private static final class RememberedRecordings implements Recordings {
        @Override
        public CompletionStage<Void> begin(RecordingDescription description) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<Void> finish(RecordingDescription description) {
            return CompletableFuture.completedFuture(null);
        }
    }

    /** Remembers who leaves, and what is left to do. */
    private static final class Home implements SessionHome {
        private final List<ActorRef<SessionCommand>> leaving = new CopyOnWriteArrayList<>();
        private final List<SessionCommand> forSuccessor = new CopyOnWriteArrayList<>();

        @Override
        public void leave(ActorRef<SessionCommand> entity) {
            leaving.add(entity);
        }

        @Override
        public void tellSuccessor(SessionCommand command) {
            forSuccessor.add(command);
        }
    }
}
