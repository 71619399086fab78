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
import org.callvault.media.FindReply;
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

/** A session that is kept for other nodes. */
class ReplicatedSessionTest {
    private static final String OFFER = """
            v=0
            o=sbc 1 1 IN IP4 127.0.0.1
            s=-
            c=IN IP4 127.0.0.1
            t=0 0
            m=audio 40000 RTP/AVP 0
            a=sendonly
            """;
    private static final CallId CALL = new CallId("call-1");
    private static final Fingerprint FINGERPRINT = Fingerprint.of(Fingerprint.Hash.SHA_256, new byte[] {1});
    private static final Duration CATALOG_WAIT = Duration.ofMillis(700);
    private static final ActorTestKit KIT = ActorTestKit.create(ConfigFactory.parseString("akka.log-dead-letters=off"));

    private final TestProbe<MediaHost.Command> host = KIT.createTestProbe();
    private final TestProbe<CallMedia.Command> media = KIT.createTestProbe();
    private final TestProbe<SipReply> frontend = KIT.createTestProbe();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final List<OutboundRequest> sent = new CopyOnWriteArrayList<>();
    private final List<SessionCommand> forSuccessor = new CopyOnWriteArrayList<>();
    private final Rows rows = new Rows();

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @Test
    void theAnswerComesWhenTheRowIsWritten() {
        ActorRef<SessionCommand> _ = invited();
        await().until(() -> rows.writes.size() == 1);
        frontend.expectNoMessage(Duration.ofMillis(100));
        rows.writes.getFirst().complete(null);
        assertThat(frontend.receiveMessage().response().status()).isEqualTo(200);
        assertThat(rows.kept.orElseThrow().home()).isEqualTo("node1");
    }

    @Test
    void aDatabaseThatDoesNotAnswerIsNotWaitedForWithoutEnd() {
        ActorRef<SessionCommand> _ = invited();
        assertThat(frontend.receiveMessage(CATALOG_WAIT.multipliedBy(4))
                        .response()
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aDatabaseThatIsAwayStopsNothingAndIsWrittenToAgain() {
        ActorRef<SessionCommand> _ = invited();
        await().until(() -> rows.writes.size() == 1);
        rows.writes.getFirst().completeExceptionally(new IllegalStateException("away"));
        assertThat(frontend.receiveMessage().response().status()).isEqualTo(200);
        assertThat(metrics.counter("callvault.session.unreplicated").count()).isEqualTo(1);
        await().until(() -> rows.writes.size() == 2);
    }

    @Test
    void theSameRequestAgainGetsTheSameAnswerAgainAndIsNotCarriedOutTwice() {
        ActorRef<SessionCommand> session = live();
        SessionCommand.Handle bye = new SessionCommand.Handle(request("BYE", 2, tag), frontend.ref());
        session.tell(bye);
        assertThat(frontend.receiveMessage().response().status()).isEqualTo(200);
        session.tell(bye);
        assertThat(frontend.receiveMessage().response().status()).isEqualTo(200);
        media.expectMessageClass(CallMedia.Describe.class);
        media.expectMessageClass(CallMedia.Close.class);
        media.expectNoMessage(Duration.ofMillis(100));
    }

    @Test
    void aSessionThatMovesLeavesItsMediaAlone() {
        ActorRef<SessionCommand> session = live();
        session.tell(SessionActor.stopMessage());
        frontend.expectTerminated(session);
        assertThat(forSuccessor).containsExactly(new SessionCommand.Wake());
        media.expectNoMessage(Duration.ofMillis(100));
        host.expectNoMessage();
    }

    @Test
    void whoWritesSecondEndsWithoutTouchingAnything() {
        ActorRef<SessionCommand> session = live();
        rows.fenced = true;
        session.tell(new SessionCommand.Handle(request("OPTIONS", 2, tag), frontend.ref()));
        await().until(() -> forSuccessor.isEmpty() && rows.left);
        session.tell(SessionActor.stopMessage());
        frontend.expectTerminated(session);
        media.expectNoMessage(Duration.ofMillis(100));
        assertThat(sent).isEmpty();
        assertThat(rows.removed).as("the other's row").isFalse();
    }

    @Test
    void anotherNodeGoesOnWithTheRowAndTheLivingMedia() {
        ActorRef<SessionCommand> session = live();
        session.tell(SessionActor.stopMessage());
        frontend.expectTerminated(session);
        rows.found = rows.kept;
        ActorRef<SessionCommand> next = spawn();
        next.tell(new SessionCommand.Handle(request("OPTIONS", 2, tag), frontend.ref()));
        host.expectMessageClass(MediaHost.Find.class)
                .call()
                .replyTo()
                .tell(new FindReply.Found(media.ref(), List.of(), List.of(new StreamPorts(0, 20000, 20001))));
        media.expectMessageClass(CallMedia.Acknowledge.class);
        assertThat(frontend.receiveMessage().response().status()).isEqualTo(200);
        assertThat(rows.kept.orElseThrow().revision())
                .as("this node's from now on")
                .isGreaterThan(1);
    }

    @Test
    void aCallWithoutARowIsNotKnown() {
        ActorRef<SessionCommand> session = spawn();
        session.tell(new SessionCommand.Handle(request("BYE", 2, "stranger"), frontend.ref()));
        assertThat(frontend.receiveMessage().response().status()).isEqualTo(481);
    }

    @Test
    void whereNothingCanBeLookedUpACallMayBeginButNoneIsDenied() {
        rows.away = true;
        ActorRef<SessionCommand> session = spawn();
        session.tell(new SessionCommand.Handle(request("BYE", 2, "perhaps"), frontend.ref()));
        frontend.expectNoMessage(Duration.ofMillis(200));
        ActorRef<SessionCommand> other = spawn();
        other.tell(new SessionCommand.Handle(request("INVITE", 1, ""), frontend.ref()));
        host.expectMessageClass(MediaHost.Start.class);
    }

    @Test
    void theRowGoesWithTheCall() {
        ActorRef<SessionCommand> session = live();
        session.tell(new SessionCommand.Handle(request("BYE", 2, tag), frontend.ref()));
        media.expectMessageClass(CallMedia.Describe.class);
        media.expectMessageClass(CallMedia.Close.class).replyTo().tell(new CallMedia.Closed(List.of()));
        host.expectMessageClass(MediaHost.Finish.class);
        await().until(() -> rows.removed);
    }

    private String tag = "";

    private ActorRef<SessionCommand> live() {
        rows.atOnce = true;
        ActorRef<SessionCommand> session = invited();
        SipReply reply = frontend.receiveMessage();
        assertThat(reply.response().status()).isEqualTo(200);
        tag = reply.response().toTag();
        session.tell(new SessionCommand.Handle(request("ACK", 1, tag), frontend.ref()));
        media.expectMessageClass(CallMedia.Acknowledge.class);
        return session;
    }

    private ActorRef<SessionCommand> invited() {
        ActorRef<SessionCommand> session = spawn();
        session.tell(new SessionCommand.Handle(request("INVITE", 1, ""), frontend.ref()));
        host.expectMessageClass(MediaHost.Start.class)
                .call()
                .replyTo()
                .tell(new MediaSupervisor.Started(media.ref(), List.of(new StreamPorts(0, 20000, 20001))));
        media.expectMessageClass(CallMedia.Describe.class);
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
                Duration.ofMinutes(1),
                Duration.ofMinutes(10),
                Duration.ofHours(4),
                Duration.ofSeconds(10),
                Duration.ZERO,
                CATALOG_WAIT,
                Trunks.OPEN);
        MediaHome home = new MediaHome(new MediaPlace("node1", "127.0.0.1", FINGERPRINT), host.ref());
        return KIT.spawn(SessionStart.create(
                CALL,
                new SessionEnvironment(
                        context,
                        new OneHome(home),
                        Optional.of(rows),
                        new AtOnce(),
                        sent::add,
                        new LiveSessions(),
                        metrics,
                        InstantSource.system(),
                        new SecureRandom()),
                new Home()));
    }

    private static SipRequest request(String method, long cseq, String toTag) {
        byte[] body = method.equals("INVITE") ? OFFER.getBytes(StandardCharsets.UTF_8) : new byte[0];
        return new SipRequest(
                method.equals("ACK") ? "" : method + cseq,
                method,
                "sip:srs@127.0.0.1",
                CALL,
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
                new SipPeer("127.0.0.1", 5061, SipTransport.TCP, "127.0.0.1", 5060, "node1"),
                "default");
    }

    /** One row, whose database does as it is told. */
    private static final class Rows implements LiveRows {
        private final List<CompletableFuture<Void>> writes = new CopyOnWriteArrayList<>();
        private volatile Optional<Row> found = Optional.empty();
        private volatile Optional<Row> kept = Optional.empty();
        private volatile boolean atOnce;
        private volatile boolean fenced;
        private volatile boolean away;
        private volatile boolean removed;
        private volatile boolean left;

        @Override
        public CompletionStage<Optional<Row>> find(CallId callId) {
            return away
                    ? CompletableFuture.failedFuture(new IllegalStateException("away"))
                    : CompletableFuture.completedFuture(found);
        }

        @Override
        public CompletionStage<Void> write(CallId callId, Row row) {
            if (fenced) {
                return CompletableFuture.failedFuture(new Fenced(callId));
            }
            kept = Optional.of(row);
            CompletableFuture<Void> write = new CompletableFuture<>();
            writes.add(write);
            if (atOnce) {
                write.complete(null);
            }
            return write;
        }

        @Override
        public CompletionStage<Void> remove(CallId callId, String writer) {
            removed = true;
            return CompletableFuture.completedFuture(null);
        }
    }

    private final class Home implements SessionHome {
        @Override
        public void leave(ActorRef<SessionCommand> entity) {
            rows.left = true;
        }

        @Override
        public void tellSuccessor(SessionCommand command) {
            forSuccessor.add(command);
        }
    }

    /** A catalog that enters everything. */
    private static final class AtOnce implements Recordings {
        @Override
        public CompletionStage<Void> begin(RecordingDescription description) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<Void> finish(RecordingDescription description) {
            return CompletableFuture.completedFuture(null);
        }
    }
}
