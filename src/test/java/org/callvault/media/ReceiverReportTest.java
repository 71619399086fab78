package org.callvault.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.callvault.config.Settings;
import org.callvault.media.ReportListener.Heard;
import org.callvault.media.lane.MediaSink;
import org.callvault.rtp.rtcp.NtpTime;
import org.callvault.rtp.rtcp.ReportBlock;
import org.callvault.rtp.rtcp.RtcpCompound;
import org.callvault.rtp.rtcp.SenderReport;
import org.callvault.srtp.SrtpKeyParams;
import org.callvault.srtp.SrtpMasterKey;
import org.callvault.srtp.SrtpSuite;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Receiver reports over real sockets, at an interval of 200 ms. */
@ParameterizedClass
@EnumSource(
        value = Settings.Receive.class,
        names = {"NIO", "RECVMMSG"})
class ReceiverReportTest {
    private static ActorTestKit kit;

    private final Settings.Receive receive;
    private MediaNode node;

    ReceiverReportTest(Settings.Receive receive) {
        this.receive = receive;
    }

    @BeforeAll
    static void startActors() {
        kit = ActorTestKit.create("ReceiverReportTest", MediaNode.CONFIG);
    }

    @AfterAll
    static void stopActors() {
        kit.shutdownTestKit();
    }

    @BeforeEach
    void startNode() {
        node = new MediaNode(kit, receive, 1 << 20, 25_000, 25_999);
    }

    @AfterEach
    void stopNode() {
        node.sink.gate.countDown();
        node.close();
    }

    private static SrtpMasterKey key() {
        return SrtpMasterKey.generate(SrtpSuite.AES_CM_128_HMAC_SHA1_80, new SecureRandom());
    }

    private static StreamPlan plain(int index, boolean mux, ReportListener src) {
        return new StreamPlan(
                index,
                mux,
                true,
                null,
                null,
                src.address().getAddress(),
                src.address().getPort());
    }

    private static StreamPlan keyed(boolean mux, SrtpMasterKey theirs, SrtpMasterKey ours, ReportListener described) {
        return new StreamPlan(
                0,
                mux,
                true,
                SrtpKeyParams.of(theirs),
                SrtpKeyParams.of(ours),
                described.address().getAddress(),
                described.address().getPort());
    }

    private MediaNode.Call acknowledged(String recording, StreamPlan... plans) {
        MediaNode.Call call = node.start(recording, plans);
        call.media().tell(new CallMedia.Acknowledge());
        return call;
    }

    private static boolean tells(Heard heard) {
        return !heard.report().blocks().isEmpty();
    }

    private static byte[] senderReport(int ssrc, NtpTime time) {
        RtcpCompound compound = RtcpCompound.of(new SenderReport(ssrc, time, 0, 0, 0, List.of()));
        byte[] bytes = new byte[compound.length()];
        compound.write(bytes, 0);
        return bytes;
    }

    @Test
    void anIdleStreamIsReportedEmptyFromThePortThatTakesRtcp() {
        try (ReportListener src = new ReportListener(null)) {
            MediaNode.Call call = acknowledged("idle", plain(0, false, src));
            Heard first = src.next();
            Heard second = src.next();
            assertThat(first.report().blocks()).isEmpty();
            assertThat(first.fromPort()).isEqualTo(call.rtcp(0)).isEqualTo(call.rtp(0) + 1);
            assertThat(second.report().ssrc()).isEqualTo(first.report().ssrc());
            assertThat(first.name().ssrc()).isEqualTo(first.report().ssrc());
            assertThat(first.name().cname()).matches("[A-Za-z0-9+/]{16}");
        }
        await().atMost(MediaNode.SOON).until(() -> node.counted("callvault.media.reports.sent") >= 2);
        assertThat(node.counted("callvault.media.reports.failed")).isZero();
    }

    @Test
    void whatIsMissingIsTold() {
        try (ReportListener src = new ReportListener(null);
                Talker talker = new Talker(0x77, null)) {
            MediaNode.Call call = acknowledged("lossy", plain(0, false, src));
            talker.talk(call.rtp(0), 0, 30);
            talker.talk(call.rtp(0), 40, 50);
            Heard last = src.next(
                    heard -> tells(heard) && heard.report().blocks().getFirst().highestSequence() == 49);
            ReportBlock block = last.report().blocks().getFirst();
            assertThat(block.ssrc()).isEqualTo(0x77);
            assertThat(block.lost()).isEqualTo(10);
            talker.talk(call.rtp(0), 50, 60);
            ReportBlock later = src.next(heard ->
                            tells(heard) && heard.report().blocks().getFirst().highestSequence() == 59)
                    .report()
                    .blocks()
                    .getFirst();
            assertThat(later.lost()).isEqualTo(10);
            assertThat(later.fractionLost()).isZero();
        }
    }

    @Test
    void theSourcesOwnReportIsRepeated() {
        try (ReportListener src = new ReportListener(null);
                Talker talker = new Talker(0x77, null)) {
            MediaNode.Call call = acknowledged("timed", plain(0, false, src));
            talker.talk(call.rtp(0), 0, 1);
            src.next(ReceiverReportTest::tells);
            talker.talk(call.rtp(0), 1, 2);
            src.send(call.rtcp(0), senderReport(0x77, new NtpTime(0x11112222_33334444L)));
            talker.talk(call.rtp(0), 2, 3);
            ReportBlock block = src.next(heard ->
                            tells(heard) && heard.report().blocks().getFirst().highestSequence() == 2)
                    .report()
                    .blocks()
                    .getFirst();
            assertThat(block.lastReport()).isEqualTo(0x22223333L);
            assertThat(block.delay()).isPositive();
        }
    }

    @Test
    void withOnePortForBothReportsLeaveFromThere() {
        try (ReportListener src = new ReportListener(null)) {
            MediaNode.Call call = acknowledged("mux", plain(0, true, src));
            assertThat(src.next().fromPort()).isEqualTo(call.rtp(0));
        }
    }

    @Test
    void aPairThatTurnsToOnePortReportsFromTheRtpPort() {
        try (ReportListener src = new ReportListener(null)) {
            MediaNode.Call call = acknowledged("turning", plain(0, false, src));
            assertThat(src.next().fromPort()).isEqualTo(call.rtcp(0));
            assertThat(node.update(call, plain(0, true, src)))
                    .isEqualTo(new CallMedia.Updated(List.of(new StreamPorts(0, call.rtp(0), call.rtp(0)))));
            assertThat(src.next(heard -> heard.fromPort() == call.rtp(0)).isBye())
                    .isFalse();
        }
    }

    @Test
    void reportsOfAnEncryptedStreamAreEncryptedWithOurKeyAndGoWhereTheSourceIs() {
        SrtpMasterKey theirs = key();
        SrtpMasterKey ours = key();
        try (ReportListener src = new ReportListener(ours);
                ReportListener elsewhere = new ReportListener(ours);
                Talker talker = new Talker(0x77, theirs)) {
            MediaNode.Call call = acknowledged("encrypted", keyed(false, theirs, ours, elsewhere));
            assertThat(elsewhere.next().report().blocks()).isEmpty();
            talker.talk(call.rtp(0), 0, 20);
            src.send(call.rtcp(0), talker.onTheWireRtcp(senderReport(0x77, new NtpTime(1L << 40))));
            Heard heard = src.next(ReceiverReportTest::tells);
            assertThat(heard.report().blocks().getFirst().ssrc()).isEqualTo(0x77);
            assertThat(heard.fromPort()).isEqualTo(call.rtcp(0));
        }
    }

    @Test
    void whatIsNotAuthenticMovesNoReports() {
        SrtpMasterKey theirs = key();
        SrtpMasterKey ours = key();
        try (ReportListener src = new ReportListener(ours);
                ReportListener attacker = new ReportListener(ours);
                Talker forger = new Talker(0x77, key())) {
            MediaNode.Call call = acknowledged("forged", keyed(true, theirs, ours, src));
            attacker.send(call.rtcp(0), forger.onTheWireRtcp(senderReport(0x77, new NtpTime(1L << 40))));
            attacker.send(call.rtp(0), forger.onTheWire(forger.packet(1)));
            src.next();
            src.next();
            assertThat(attacker.waiting()).isEmpty();
            assertThat(node.hangUp(call).getFirst().rejected()).containsEntry("authentication_failed", 2L);
        }
    }

    @Test
    void beforeTheSrcAcknowledgedNothingGoesToWhereItsDescriptionSays() {
        try (ReportListener victim = new ReportListener(null);
                ReportListener src = new ReportListener(null)) {
            node.start("unacknowledged", plain(0, false, victim));
            acknowledged("acknowledged", plain(0, false, src));
            for (int reports = 0; reports < 4; reports++) {
                src.next();
            }
            assertThat(victim.waiting()).isEmpty();
        }
    }

    @Test
    void aStreamThatEndsSaysByeAndSoDoesItsCall() {
        try (ReportListener first = new ReportListener(null);
                ReportListener second = new ReportListener(null)) {
            MediaNode.Call call = acknowledged("ending", plain(0, false, first), plain(1, true, second));
            int ssrc = first.next().report().ssrc();
            node.update(call, plain(1, true, second));
            Heard bye = first.next(Heard::isBye);
            assertThat(bye.report().ssrc()).isEqualTo(ssrc);
            assertThat(second.next().isBye()).isFalse();
            node.hangUp(call);
            assertThat(second.next(Heard::isBye).name().cname())
                    .isEqualTo(bye.name().cname());
        }
    }

    @Test
    void reportsGoOnWhileTheDiskStalls() {
        try (ReportListener src = new ReportListener(null);
                Talker talker = new Talker(0x77, null)) {
            MediaNode.Call call = acknowledged("stalled", plain(0, false, src));
            src.next();
            CountDownLatch stall = new CountDownLatch(1);
            node.sink.gate = stall;
            // One of each sweep that there is, and more, so that none is left to fill.
            for (int number = 0; number < 20; number++) {
                talker.talk(call.rtp(0), number, number + 1);
                node.account(call, 0);
            }
            src.discardWaiting();
            for (int reports = 0; reports < 3; reports++) {
                src.next();
            }
            stall.countDown();
            node.hangUp(call);
            assertThat(node.sink.of("stalled", 0, MediaSink.Entry.RTP)).hasSize(20);
        }
    }

    @Test
    void aReportThatCannotBeSentIsCountedAndHarmsNothing() {
        try (ReportListener src = new ReportListener(null);
                Talker talker = new Talker(1, null)) {
            StreamPlan unreachable =
                    new StreamPlan(0, false, true, null, null, InetAddress.ofLiteral("255.255.255.255"), 4000);
            MediaNode.Call call = acknowledged("unreachable", unreachable);
            acknowledged("reachable", plain(0, false, src));
            for (int reports = 0; reports < 4; reports++) {
                src.next();
            }
            talker.talk(call.rtp(0), 0, 5);
            assertThat(node.hangUp(call).getFirst().received()).isEqualTo(5);
        }
        await().atMost(MediaNode.SOON).until(() -> node.counted("callvault.media.reports.failed") > 0);
    }
}
