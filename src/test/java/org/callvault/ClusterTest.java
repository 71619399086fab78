package org.callvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.callvault.cli.demo.FinishedRecording;
import org.callvault.cli.src.AudioSource;
import org.callvault.cli.src.CallPlan;
import org.callvault.cli.src.TestCall;
import org.callvault.cli.verify.CountedCheck;
import org.callvault.cli.verify.VerifiedRecording;
import org.callvault.session.signal.SipTransport;
import org.callvault.sip.Peer;
import org.callvault.sip.Texts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes, processes of their own, over mutual TLS; calls arrive at the first. */
@Timeout(300)
class ClusterTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int CALLS = 8;
    private static final int MOST_CALLS = 40;

    /** A bound against standing still, far above the aim of 5 s: others build beside this. */
    private static final Duration LONGEST_GAP = Duration.ofSeconds(40);

    private static final String OFFER = """
            v=0\r
            o=src 1 1 IN IP4 127.0.0.1\r
            s=-\r
            c=IN IP4 127.0.0.1\r
            t=0 0\r
            m=audio 40000 RTP/AVP 0\r
            a=sendonly\r
            """;

    @TempDir
    private Path directory;

    private TestCluster cluster;

    /** Frames of a call before the kill, and after its parts are found again. */
    private static final int BEFORE = 100;

    private static final int AFTER = 150;

    /**
     * A call that goes on.
     *
     * @param session where it was when the call began, media the same
     * @param frames of each stream sent so far, atKill and atEnd then
     * @param sent of each stream when it was told to end
     */
    private record Going(
            TestCall call,
            int session,
            int media,
            AtomicInteger frames,
            AtomicInteger atKill,
            AtomicInteger atEnd,
            Future<Integer> sent) {}

    /** Whether its session lives, and its media where nodes live. */
    private boolean isWhole(Going going) {
        String callId = going.call().callId();
        return cluster.sessionHome(callId).isPresent() && cluster.mediaHome(callId) != 1;
    }

    @BeforeEach
    void start() throws Exception {
        cluster = TestCluster.start(directory, 3);
    }

    @AfterEach
    void stop() throws Exception {
        cluster.close();
    }

    @Test
    void callsGoOnWhenANodeWithTheirSessionsOrTheirMediaIsKilled() throws Exception {
        requestsOfOneDialogMayComeToAnyNode();
        AtomicBoolean over = new AtomicBoolean();
        List<Going> calls = new ArrayList<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                beginAll(calls, callers, over);
                assertTheyGoOn(calls);
            } finally {
                over.set(true);
            }
            for (Going going : calls) {
                int sent = going.sent().get();
                assertThat(going.call().endedByRecorder())
                        .as("the call was dropped")
                        .isFalse();
                going.call().hangUp();
                going.call().close();
                assertRecorded(going, sent);
            }
        }
    }

    /** Where a session lives follows from its Call-ID: calls are begun until the node has both kinds. */
    private void beginAll(List<Going> calls, ExecutorService callers, AtomicBoolean over) throws Exception {
        while (calls.size() < CALLS
                || calls.stream().noneMatch(going -> going.session() == 1)
                || calls.stream().noneMatch(going -> going.media() == 1)) {
            assertThat(calls).as("the node gets neither sessions nor media").hasSizeLessThan(MOST_CALLS);
            calls.add(begin(callers, over));
        }
        assertThat(calls).as("one crash must not take both").allSatisfy(going -> assertThat(going.session())
                .isNotEqualTo(going.media()));
    }

    private void assertTheyGoOn(List<Going> calls) {
        await().atMost(SOON)
                .until(() -> calls.stream().allMatch(going -> going.frames().get() >= BEFORE));
        await("each node tells how many streams it receives, for media is placed by that")
                .atMost(SOON)
                .untilAsserted(() -> assertThat(cluster.streams(0)).isEqualTo(streamsOf(calls)));
        cluster.kill(1);
        calls.forEach(going -> going.atKill().set(going.frames().get()));
        await().atMost(SOON).until(() -> calls.stream().allMatch(this::isWhole));
        calls.forEach(going -> going.atEnd().set(going.frames().get() + AFTER));
        await().atMost(SOON).until(() -> calls.stream()
                .allMatch(going -> going.frames().get() >= going.atEnd().get()));
    }

    /** Two of each call, at the node of its media. */
    private static List<Integer> streamsOf(List<Going> calls) {
        return IntStream.range(0, 3)
                .mapToObj(node -> 2
                        * (int) calls.stream()
                                .filter(going -> going.media() == node)
                                .count())
                .toList();
    }

    private Going begin(ExecutorService callers, AtomicBoolean over) throws Exception {
        TestCall call = TestCall.open(new CallPlan(
                cluster.target(0, SipTransport.TLS), true, List.of(AudioSource.counted(0), AudioSource.counted(1))));
        call.invite();
        AtomicInteger frames = new AtomicInteger();
        Future<Integer> sent = callers.submit(() -> {
            while (!over.get() && !call.endedByRecorder()) {
                call.talk(Duration.ofMillis(200), TestCall.Progress.NONE);
                frames.set(call.packetsSent().getFirst());
            }
            return call.packetsSent().getFirst();
        });
        return new Going(
                call,
                cluster.sessionHome(call.callId()).orElseThrow(),
                cluster.mediaHome(call.callId()),
                frames,
                new AtomicInteger(),
                new AtomicInteger(),
                sent);
    }

    /** To the last packet where media lived; from soon after the kill on where it did not. */
    private void assertRecorded(Going going, int sent) throws Exception {
        FinishedRecording recording =
                FinishedRecording.await(cluster.api(0), going.call().callId(), SOON);
        boolean moved = going.media() == 1;
        int at = moved ? placeOf(recording) : going.media();
        VerifiedRecording verified = VerifiedRecording.open(recording.directory(cluster.data(at)));
        assertThat(verified.problems()).isEmpty();
        assertThat(verified.manifest().endReason()).isEqualTo("bye");
        for (int channel = 0; channel < 2; channel++) {
            CountedCheck check = CountedCheck.of(verified.audio().channel(channel));
            assertThat(check.repeated() + check.altered() + check.foreign()).isZero();
            if (moved) {
                assertThat(verified.manifest().flags()).anyMatch(flag -> flag.startsWith("continues_"));
                assertThat(check.missing()).as("what the dead node has").hasSize(1);
                assertThat(check.missing().getFirst()).startsWith("0-");
                int first = Integer.parseInt(check.missing().getFirst().substring(2)) + 1;
                assertThat(check.found()).isEqualTo(sent - first);
                Duration gap = Duration.ofMillis(20L * (first - going.atKill().get()));
                assertThat(gap).as("heard again after").isLessThan(LONGEST_GAP);
            } else {
                assertThat(check).isEqualTo(new CountedCheck(channel, sent, List.of(), 0, 0, 0));
            }
        }
    }

    /** The node whose data directory holds it. */
    private int placeOf(FinishedRecording recording) {
        try {
            return recording.directory(cluster.data(0)).startsWith(cluster.data(0)) ? 0 : 2;
        } catch (IOException elsewhere) {
            return 2;
        }
    }

    /** An INVITE at one, its ACK at another, the BYE at the third. */
    private void requestsOfOneDialogMayComeToAnyNode() throws Exception {
        String callId = Texts.callId();
        try (Peer one = peer(0);
                Peer other = peer(1);
                Peer third = peer(2)) {
            one.send(Texts.invite(one, callId, "Content-Type: application/sdp\r\n", OFFER));
            String answer = one.receiveFinal();
            assertThat(answer).startsWith("SIP/2.0 200 ");
            String to = String.valueOf(Peer.header(answer, "To"));
            String tag = to.substring(to.indexOf('>') + 1);
            other.send(Texts.request(other, "ACK", callId, "ack" + callId, tag, "", ""));
            third.send(Texts.request(third, "BYE", callId, "bye" + callId, tag, "", "")
                    .replace("CSeq: 7 ", "CSeq: 8 "));
            assertThat(third.receiveFinal()).startsWith("SIP/2.0 200 ");
        }
        FinishedRecording _ = FinishedRecording.await(cluster.api(0), callId, SOON);
    }

    private Peer peer(int node) throws Exception {
        return Peer.tcp(cluster.target(node, SipTransport.TCP).port());
    }
}
