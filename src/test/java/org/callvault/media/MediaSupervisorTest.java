package org.callvault.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import org.callvault.config.Settings;
import org.callvault.media.lane.MediaSink;
import org.callvault.media.lane.StreamAccount;
import org.callvault.srtp.SrtpKeyParams;
import org.callvault.srtp.SrtpMasterKey;
import org.callvault.srtp.SrtpSuite;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(
        value = Settings.Receive.class,
        names = {"NIO", "RECVMMSG"})
class MediaSupervisorTest {
    private static final int BUFFER = 1 << 20;
    private static final int PORT_MIN = 23_000;
    private static final int PORT_MAX = 23_999;
    private static ActorTestKit kit;

    private final Settings.Receive receive;
    private MediaNode node;

    MediaSupervisorTest(Settings.Receive receive) {
        this.receive = receive;
    }

    @BeforeAll
    static void startActors() {
        kit = ActorTestKit.create("MediaSupervisorTest", MediaNode.CONFIG);
    }

    @AfterAll
    static void stopActors() {
        kit.shutdownTestKit();
    }

    @BeforeEach
    void startNode() {
        node = new MediaNode(kit, receive, BUFFER, PORT_MIN, PORT_MAX);
    }

    @AfterEach
    void stopNode() {
        node.sink.gate.countDown();
        node.close();
    }

    private static SrtpMasterKey key() {
        return SrtpMasterKey.generate(SrtpSuite.AES_CM_128_HMAC_SHA1_80, new SecureRandom());
    }

    private static @Nullable SrtpKeyParams params(@Nullable SrtpMasterKey key) {
        return key == null ? null : SrtpKeyParams.of(key);
    }

    private static StreamPlan plan(int index, @Nullable SrtpMasterKey key) {
        return new StreamPlan(index, false, true, params(key), null, null, 0);
    }

    private static StreamPlan onHold(int index, @Nullable SrtpMasterKey key) {
        return new StreamPlan(index, false, false, params(key), null, null, 0);
    }

    private static List<byte[]> packets(Talker talker, int from, int to) {
        List<byte[]> packets = new ArrayList<>();
        for (int number = from; number < to; number++) {
            packets.add(talker.packet(number));
        }
        return packets;
    }

    private void awaitReceived(MediaNode.Call call, int stream, long packets) {
        await().atMost(MediaNode.SOON).until(() -> node.account(call, stream).received() == packets);
    }

    @Test
    void plainPacketsReachTheSinkBitByBitAfterTheDescription() {
        MediaNode.Call call = node.start("plain", plan(0, null));
        try (Talker talker = new Talker(1, null)) {
            talker.talk(call.rtp(0), 0, 50);
            talker.send(call.rtcp(0), talker.senderReport());
            List<StreamAccount> closed = node.hangUp(call);

            assertThat(node.sink.of("plain", 0, MediaSink.Entry.RTP)).containsExactlyElementsOf(packets(talker, 0, 50));
            assertThat(node.sink.of("plain", 0, MediaSink.Entry.RTCP)).containsExactly(talker.senderReport());
            assertThat(closed.get(0).received()).isEqualTo(50);
            assertThat(closed.get(0).rtcp()).isEqualTo(1);
        }
        assertThat(node.sink.written.get(0).entry()).isEqualTo(MediaSink.Entry.DESCRIPTION);
        assertThat(node.sink.ended).containsExactly("plain");
    }

    @Test
    void encryptedStreamsReachTheSinkDecryptedBitByBit() {
        SrtpMasterKey one = key();
        SrtpMasterKey two = key();
        MediaNode.Call call =
                node.start("srtp", plan(0, one), new StreamPlan(1, true, true, params(two), null, null, 0));
        assertThat(call.rtcp(1)).isEqualTo(call.rtp(1));
        try (Talker first = new Talker(1, one);
                Talker second = new Talker(2, two)) {
            first.talk(call.rtp(0), 0, 100);
            second.talk(call.rtp(1), 65_500, 65_600);
            second.send(call.rtcp(1), second.onTheWireRtcp(second.senderReport()));
            node.hangUp(call);

            assertThat(node.sink.of("srtp", 0, MediaSink.Entry.RTP)).containsExactlyElementsOf(packets(first, 0, 100));
            assertThat(node.sink.of("srtp", 1, MediaSink.Entry.RTP))
                    .containsExactlyElementsOf(packets(second, 65_500, 65_600));
            assertThat(node.sink.of("srtp", 1, MediaSink.Entry.RTCP)).containsExactly(second.senderReport());
        }
    }

    @Test
    void aHoldThatEndsBeforeTheNextSweepDoesNotLast() {
        MediaNode.Call call = node.start("blink", plan(0, null));
        try (Talker talker = new Talker(1, null)) {
            for (int time = 0; time < 5; time++) {
                node.update(call, onHold(0, null));
                node.update(call, plan(0, null));
                talker.talk(call.rtp(0), time * 10, time * 10 + 10);
                awaitReceived(call, 0, time * 10 + 10);
            }
            node.hangUp(call);

            assertThat(node.sink.of("blink", 0, MediaSink.Entry.RTP)).containsExactlyElementsOf(packets(talker, 0, 50));
        }
    }

    @Test
    void floodsOfForgedReplayedAndJunkPacketsAreCountedAndHarmNothing() {
        SrtpMasterKey key = key();
        MediaNode.Call call = node.start("flooded", plan(0, key));
        try (Talker talker = new Talker(1, key);
                Talker attacker = new Talker(1, key())) {
            byte[] first = talker.onTheWire(talker.packet(0));
            talker.send(call.rtp(0), first);
            for (int number = 1; number <= 100; number++) {
                attacker.send(call.rtp(0), attacker.onTheWire(attacker.packet(number)));
                attacker.send(call.rtp(0), first);
                attacker.send(call.rtp(0), junk(number));
                talker.send(call.rtp(0), talker.onTheWire(talker.packet(number)));
            }
            attacker.send(call.rtp(0), new byte[3000]);
            StreamAccount account = node.hangUp(call).get(0);

            assertThat(node.sink.of("flooded", 0, MediaSink.Entry.RTP))
                    .containsExactlyElementsOf(packets(talker, 0, 101));
            assertThat(account.rejected())
                    .containsEntry("authentication_failed", 100L)
                    .containsEntry("not_rtp", 100L)
                    .containsEntry("oversize", 1L);
            assertThat(account.rejected().getOrDefault("replayed", 0L)
                            + account.rejected().getOrDefault("too_old", 0L))
                    .isEqualTo(100);
            assertThat(account.lost()).isZero();
        }
        assertThat(node.counted("callvault.media.packets", "outcome", "authentication_failed"))
                .isEqualTo(100);
    }

    /** Datagrams that are no RTP by their first byte. */
    private static byte[] junk(int number) {
        byte[] junk = new byte[ThreadLocalRandom.current().nextInt(1, 200)];
        ThreadLocalRandom.current().nextBytes(junk);
        junk[0] = (byte) (number % 64);
        return junk;
    }

    @Test
    void duplicateLateAndMissingPacketsAreCounted() {
        MediaNode.Call call = node.start("shuffled", plan(0, null));
        try (Talker talker = new Talker(1, null)) {
            for (int number : new int[] {0, 1, 1, 3, 2, 3, 6}) {
                talker.send(call.rtp(0), talker.packet(number));
            }
            StreamAccount account = node.hangUp(call).get(0);

            assertThat(account.received()).isEqualTo(5);
            assertThat(account.duplicate()).isEqualTo(2);
            assertThat(account.late()).isEqualTo(1);
            assertThat(account.lost()).isEqualTo(2);
        }
        assertThat(node.sink.of("shuffled", 0, MediaSink.Entry.RTP)).hasSize(5);
    }

    @Test
    void whatDoesNotFitInThePortsIsRefusedAndLeaksNothing() {
        MediaNode small = new MediaNode(kit, receive, BUFFER, 24_000, 24_003);
        MediaNode.Call call = small.start("fits", plan(0, null));
        int leased = small.portsLeased();

        assertThat(small.tryStart("does not fit", List.of(plan(0, null), plan(1, null))))
                .isInstanceOfSatisfying(MediaSupervisor.StartRefused.class, refused -> assertThat(refused.reason())
                        .isEqualTo(MediaRefusal.PORTS_EXHAUSTED));
        assertThat(small.update(call, plan(0, null), plan(1, null), plan(2, null)))
                .isInstanceOf(CallMedia.UpdateRefused.class);
        assertThat(small.portsLeased()).isEqualTo(leased);
        try (Talker talker = new Talker(1, null)) {
            talker.talk(call.rtp(0), 0, 5);
            assertThat(small.hangUp(call).get(0).received()).isEqualTo(5);
        }
        assertThat(small.sink.ended).containsExactly("fits");
        small.close();
    }

    @Test
    void tooManyStreamsAreRefused() {
        List<StreamPlan> five = List.of(plan(0, null), plan(1, null), plan(2, null), plan(3, null), plan(4, null));
        assertThat(node.tryStart("crowd", five))
                .isInstanceOfSatisfying(MediaSupervisor.StartRefused.class, refused -> assertThat(refused.reason())
                        .isEqualTo(MediaRefusal.TOO_MANY_STREAMS));
    }

    @Test
    void anUpdateKeepsThePortsOfStreamsThatStayAndFreesThoseOfTheOthers() {
        MediaNode.Call call = node.start("changing", plan(0, null), plan(1, null));
        CallMedia.UpdateReply reply = node.update(call, plan(1, null), plan(2, null));

        assertThat(reply).isInstanceOfSatisfying(CallMedia.Updated.class, updated -> {
            assertThat(updated.ports().get(0)).isEqualTo(call.ports().get(1));
            assertThat(updated.ports().get(1).index()).isEqualTo(2);
            assertThat(updated.ports().get(1).rtp()).isNotEqualTo(call.rtp(0));
        });
        await().atMost(MediaNode.SOON).until(() -> node.portsLeased() == 4);
        node.hangUp(call);
        await().atMost(MediaNode.SOON).until(() -> node.portsLeased() == 0);
    }

    @Test
    void anUpdateWithTheSameKeyKeepsTheRollOverCounter() {
        SrtpMasterKey key = key();
        byte[] bytes = key.keyAndSalt();
        MediaNode.Call call = node.start("rolling", plan(0, key));
        try (Talker talker = new Talker(1, key)) {
            talker.talk(call.rtp(0), 65_500, 65_600);
            awaitReceived(call, 0, 100);
            key.close();
            node.update(call, plan(0, SrtpMasterKey.of(SrtpSuite.AES_CM_128_HMAC_SHA1_80, bytes)));
            talker.talk(call.rtp(0), 65_600, 65_700);
            StreamAccount account = node.hangUp(call).get(0);

            assertThat(account.received()).isEqualTo(200);
            assertThat(account.rejected()).isEmpty();
        }
    }

    @Test
    void aNewKeyIsTakenWhilePacketsUnderTheOldOneAreUnderWay() {
        SrtpMasterKey before = key();
        SrtpMasterKey after = key();
        MediaNode.Call call = node.start("rekeyed", plan(0, before));
        try (Talker old = new Talker(1, before);
                Talker fresh = new Talker(1, after)) {
            old.talk(call.rtp(0), 0, 10);
            awaitReceived(call, 0, 10);
            node.update(call, plan(0, after));
            old.talk(call.rtp(0), 10, 20);
            fresh.talk(call.rtp(0), 21, 30);
            old.talk(call.rtp(0), 20, 21);
            StreamAccount account = node.hangUp(call).get(0);

            assertThat(account.received()).isEqualTo(30);
            assertThat(account.late()).isEqualTo(1);
            assertThat(account.rejected()).isEmpty();
        }
    }

    @Test
    void whatComesWhileAStreamIsOnHoldIsCountedAndNotKept() {
        SrtpMasterKey key = key();
        MediaNode.Call call = node.start("held", plan(0, key));
        try (Talker talker = new Talker(1, key)) {
            talker.talk(call.rtp(0), 65_000, 65_010);
            awaitReceived(call, 0, 10);
            talker.talk(call.rtp(0), 65_010, 65_020);
            node.update(call, onHold(0, key));
            awaitReceived(call, 0, 20);
            talker.talk(call.rtp(0), 65_020, 65_800);
            await().atMost(MediaNode.SOON).until(() -> node.account(call, 0).paused() == 780);
            node.update(call, plan(0, key));
            talker.talk(call.rtp(0), 65_800, 65_810);
            StreamAccount account = node.hangUp(call).get(0);

            assertThat(account.received())
                    .as("also what waited in the socket when hold came")
                    .isEqualTo(30);
            assertThat(account.lost()).isZero();
        }
    }

    @Test
    void aSinkThatBlocksLosesNothing() {
        MediaNode.Call call = node.start("stalled", plan(0, null));
        try (Talker talker = new Talker(1, null)) {
            talker.talk(call.rtp(0), 0, 1);
            awaitReceived(call, 0, 1);
            CountDownLatch stall = new CountDownLatch(1);
            node.sink.gate = stall;
            talker.talk(call.rtp(0), 1, 201);
            for (int question = 0; question < 20; question++) {
                assertThat(node.account(call, 0).received()).isLessThanOrEqualTo(201);
            }
            stall.countDown();
            StreamAccount account = node.hangUp(call).get(0);

            assertThat(account.received()).isEqualTo(201);
            assertThat(node.sink.of("stalled", 0, MediaSink.Entry.RTP))
                    .containsExactlyElementsOf(packets(talker, 0, 201));
        }
    }

    @Test
    void aSinkThatFailsIsAskedAgainAndTheCallIsClosedOnlyWhenItIsDurable() {
        MediaNode.Call call = node.start("failing", plan(0, null));
        try (Talker talker = new Talker(1, null)) {
            node.sink.failuresLeft.set(3);
            talker.talk(call.rtp(0), 0, 10);
            assertThat(node.hangUp(call).get(0).received()).isEqualTo(10);
        }
        assertThat(node.sink.failuresLeft).hasValue(0);
        assertThat(node.sink.ended).containsExactly("failing");
        assertThat(node.counted("callvault.media.sink.failures")).isEqualTo(3);
    }

    @Test
    void aRecordingThatCannotBeAppendedToHarmsNoOther() {
        MediaNode.Call broken = node.start("broken", plan(0, null));
        MediaNode.Call sound = node.start("sound", plan(0, null));
        node.sink.brokenRecording = "broken";
        try (Talker talker = new Talker(1, null)) {
            talker.talk(broken.rtp(0), 0, 10);
            talker.talk(sound.rtp(0), 0, 10);
            node.hangUp(broken);
            assertThat(node.hangUp(sound).get(0).received()).isEqualTo(10);
        }
        assertThat(node.sink.of("sound", 0, MediaSink.Entry.RTP)).hasSize(10);
        assertThat(node.counted("callvault.media.append.failures")).isGreaterThanOrEqualTo(10);
    }

    @Test
    void aCallWhoseActorFailsIsFinishedAndAnotherGoesOn() {
        MediaNode.Call failing = node.start("failing", plan(0, null));
        MediaNode.Call other = node.start("other", plan(0, null));
        try (Talker talker = new Talker(1, null)) {
            talker.talk(failing.rtp(0), 0, 5);
            TestProbe<CallMedia.UpdateReply> nobody = kit.createTestProbe();
            failing.media().tell(new CallMedia.Update(new FailingList(), nobody.getRef()));
            await().atMost(MediaNode.SOON).until(() -> node.sink.ended.contains("failing"));

            assertThat(node.sink.of("failing", 0, MediaSink.Entry.RTP)).hasSize(5);
            assertThat(node.portsLeased()).isEqualTo(2);
            assertThat(node.counted("callvault.media.call.failures")).isEqualTo(1);
            talker.talk(other.rtp(0), 0, 5);
            assertThat(node.hangUp(other).get(0).received()).isEqualTo(5);
        }
    }

    @Test
    void aLaneWhoseGraphFailsGoesOnWithItsCalls() {
        MediaNode.Call call = node.start("surviving", plan(0, null));
        try (Talker talker = new Talker(1, null)) {
            talker.talk(call.rtp(0), 0, 1);
            awaitReceived(call, 0, 1);
            node.sink.faulty.set(true);
            talker.talk(call.rtp(0), 1, 2);
            await().atMost(MediaNode.SOON).until(() -> node.counted("callvault.media.lane.failures") == 1);
            talker.talk(call.rtp(0), 2, 12);
            assertThat(node.hangUp(call).get(0).received()).isEqualTo(12);
            assertThat(node.sink.of("surviving", 0, MediaSink.Entry.RTP))
                    .endsWith(packets(talker, 2, 12).toArray(new byte[0][]));
        }
        assertThat(node.sink.ended).containsExactly("surviving");
    }

    /** Brings an actor down that looks into it. */
    private static final class FailingList extends AbstractList<StreamPlan> {
        @Override
        public StreamPlan get(int index) {
            throw new IllegalStateException("this test brings the actor down");
        }

        @Override
        public int size() {
            return 1;
        }
    }

    @Test
    void aSourceOfPlainPacketsIsNotReplacedWhileItIsActive() {
        MediaNode.Call call = node.start("latched", plan(0, null));
        try (Talker talker = new Talker(1, null);
                Talker stranger = new Talker(1, null)) {
            talker.talk(call.rtp(0), 0, 5);
            stranger.talk(call.rtp(0), 5, 8);
            talker.talk(call.rtp(0), 5, 10);
            StreamAccount account = node.hangUp(call).get(0);

            assertThat(account.received()).isEqualTo(10);
            assertThat(account.rejected()).containsEntry("wrong_source", 3L);
        }
    }

    @Test
    void descriptionsAndTheLastAccountAreWrittenForTheWholeRecording() {
        MediaNode.Call call = node.start("described", plan(0, null));
        byte[] second = "{\"second\":true}".getBytes(StandardCharsets.UTF_8);
        call.media().tell(new CallMedia.Describe(second));
        node.hangUp(call);

        assertThat(node.sink.of("described", -1, MediaSink.Entry.DESCRIPTION))
                .hasSize(2)
                .last()
                .isEqualTo(second);
        assertThat(node.sink.of("described", -1, MediaSink.Entry.ACCOUNT))
                .singleElement()
                .satisfies(json -> assertThat(new String(json, StandardCharsets.UTF_8))
                        .startsWith("[{\"index\":0,\"received\":0,"));
    }

    @Test
    void aStopFinishesTheCallsAndClosesTheSink() {
        MediaNode.Call call = node.start("unfinished", plan(0, null));
        try (Talker talker = new Talker(1, null)) {
            talker.talk(call.rtp(0), 0, 25);
            node.stop();
            assertThat(node.sink.of("unfinished", 0, MediaSink.Entry.RTP)).hasSize(25);
        }
        assertThat(node.sink.ended).containsExactly("unfinished");
        assertThat(node.sink.closed).hasValue(1);
        assertThat(node.portsLeased()).isZero();
        assertThat(node.hangUp(call).get(0).received()).isEqualTo(25);
        assertThat(node.tryStart("too late", List.of(plan(0, null)))).isInstanceOf(MediaSupervisor.StartRefused.class);
    }

    @Test
    void whatTheKernelDroppedIsCountedPerStreamWhereItTells() {
        try (MediaNode small = new MediaNode(kit, receive, 1 << 14, 24_060, 24_069);
                Talker talker = new Talker(1, null)) {
            MediaNode.Call call = small.start("overflowing", plan(0, null));
            talker.talk(call.rtp(0), 0, 1);
            await().atMost(MediaNode.SOON).until(() -> small.account(call, 0).received() == 1);
            CountDownLatch stall = new CountDownLatch(1);
            small.sink.gate = stall;
            talker.talk(call.rtp(0), 1, 1001);
            await().atMost(MediaNode.SOON)
                    .until(() -> isTold(small.account(call, 0).droppedByKernel()));
            stall.countDown();
            StreamAccount account = small.hangUp(call).get(0);

            if (receive == Settings.Receive.RECVMMSG) {
                assertThat(account.droppedByKernel()).isEqualTo(1001 - account.received());
                assertThat(small.counted("callvault.media.kernel.dropped"))
                        .isEqualTo((double) (1001 - account.received()));
            } else {
                assertThat(account.droppedByKernel())
                        .as("not known, which is not 0")
                        .isNull();
            }
        }
    }

    private boolean isTold(@Nullable Long dropped) {
        return receive == Settings.Receive.NIO ? dropped == null : dropped != null && dropped > 0;
    }

    @Test
    void metricsTellHowTheKernelIsAsked() {
        node.start("any", plan(0, null));
        String by = receive == Settings.Receive.NIO ? "nio" : "recvmmsg";
        assertThat(node.metrics
                        .get("callvault.media.receive")
                        .tag("by", by)
                        .gauge()
                        .value())
                .isEqualTo(1);
        assertThat(node.metrics.get("callvault.media.receive").gauges()).hasSize(1);
    }

    @Test
    void portsAreBoundBeforeTheyArePromised() throws Exception {
        MediaNode.Call call = node.start("bound", plan(0, null));
        assertThat(call.rtp(0) % 2).isZero();
        assertThat(call.rtcp(0)).isEqualTo(call.rtp(0) + 1);
        assertThatThrownBy(() -> new DatagramSocket(call.rtp(0), InetAddress.getLoopbackAddress()).close())
                .isInstanceOf(BindException.class);
    }
}
