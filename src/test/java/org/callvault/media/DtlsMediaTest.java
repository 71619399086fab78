package org.callvault.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.callvault.config.Settings;
import org.callvault.dtls.DtlsRole;
import org.callvault.media.lane.MediaSink;
import org.callvault.media.lane.StreamAccount;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams whose keys come from a handshake on their own ports. */
class DtlsMediaTest {
    private static ActorTestKit kit;

    private MediaNode node;

    @BeforeAll
    static void startKit() {
        kit = ActorTestKit.create(MediaNode.CONFIG);
    }

    @AfterAll
    static void stopKit() {
        kit.shutdownTestKit();
    }

    @BeforeEach
    void startNode() {
        node = new MediaNode(kit, Settings.Receive.NIO, 1 << 18, 42_000, 42_099);
    }

    @AfterEach
    void stopNode() {
        node.sink.gate.countDown();
        node.close();
    }

    private static DtlsRole other(DtlsRole role) {
        return role == DtlsRole.CLIENT ? DtlsRole.SERVER : DtlsRole.CLIENT;
    }

    private static StreamPlan plan(DtlsRole ours, boolean rtcpMux, DtlsTalker talker) {
        return plan(ours, rtcpMux, talker, "first");
    }

    private static StreamPlan plan(DtlsRole ours, boolean rtcpMux, DtlsTalker talker, String tlsId) {
        DtlsPlan dtls =
                new DtlsPlan(ours, Set.of(talker.identity.fingerprint()), tlsId, "ours-" + tlsId, talker.port());
        return new StreamPlan(0, rtcpMux, true, null, null, InetAddress.getLoopbackAddress(), talker.port(), dtls);
    }

    private static List<byte[]> packets(Talker talker, int from, int to) {
        return IntStream.range(from, to).mapToObj(talker::packet).toList();
    }

    @ParameterizedTest
    @EnumSource
    void aHandshakeInEitherRoleKeysRtpAndRtcpOfOnePort(DtlsRole ours) throws Exception {
        try (DtlsTalker talker = new DtlsTalker(other(ours));
                Talker words = new Talker(1, null)) {
            MediaNode.Call call = node.start("keyed", plan(ours, true, talker));
            call.media().tell(new CallMedia.Acknowledge());
            talker.connect(call.rtp(0));
            talkFromTheFirstMoment(talker, call, words, 0, 100);
            talker.report(call.rtp(0), words.senderReport());
            StreamAccount account = node.hangUp(call).get(0);

            assertThat(node.sink.of("keyed", 0, MediaSink.Entry.RTP)).containsExactlyElementsOf(packets(words, 0, 100));
            assertThat(node.sink.of("keyed", 0, MediaSink.Entry.RTCP)).containsExactly(words.senderReport());
            assertThat(account.rejected()).isEmpty();
            assertThat(account.lost()).isZero();
            assertThat(node.counted("callvault.media.dtls.handshakes")).isEqualTo(1);
        }
    }

    /** Few enough at first that they can wait for the keys, then the others. */
    private void talkFromTheFirstMoment(DtlsTalker talker, MediaNode.Call call, Talker words, int from, int to)
            throws Exception {
        talker.talk(call.rtp(0), words, from, from + 10);
        await().atMost(MediaNode.SOON).until(() -> node.account(call, 0).received() == from + 10);
        talker.talk(call.rtp(0), words, from + 10, to);
    }

    /** A strange offer must not have us send anything to whom it names. */
    @Test
    void aHandshakeOfOursBeginsWhenTheSrcHasAcknowledged() throws Exception {
        try (DtlsTalker talker = new DtlsTalker(DtlsRole.SERVER)) {
            MediaNode.Call call = node.start("waits", plan(DtlsRole.CLIENT, true, talker));
            StreamAccount unused = node.account(call, 0);
            assertThat(unused.received()).isZero();
            assertThat(running()).isZero();
            call.media().tell(new CallMedia.Acknowledge());
            talker.keyed();
        }
    }

    private double running() {
        return node.metrics.get("callvault.media.dtls.running").gauge().value();
    }

    /** RFC 5764, section 4.1: without rtcp-mux, RTCP has an association of its own. */
    @Test
    void rtcpOnItsOwnPortHasKeysOfItsOwn() throws Exception {
        try (DtlsTalker talker = new DtlsTalker(DtlsRole.CLIENT);
                Talker words = new Talker(1, null)) {
            MediaNode.Call call = node.start("two", plan(DtlsRole.SERVER, false, talker));
            assertThat(call.rtcp(0)).isNotEqualTo(call.rtp(0));
            talker.connect(call.rtp(0));
            talkFromTheFirstMoment(talker, call, words, 0, 20);
            try (DtlsTalker control = talker.another(DtlsRole.CLIENT)) {
                control.connect(call.rtcp(0));
                control.report(call.rtcp(0), words.senderReport());
                await().atMost(MediaNode.SOON).until(() -> node.account(call, 0).rtcp() == 1);
            }
            StreamAccount account = node.hangUp(call).get(0);

            assertThat(node.sink.of("two", 0, MediaSink.Entry.RTP)).containsExactlyElementsOf(packets(words, 0, 20));
            assertThat(account.rejected()).isEmpty();
        }
    }

    @Test
    void mediaBeforeTheKeysIsNeverTakenAsPlain() throws Exception {
        try (DtlsTalker talker = new DtlsTalker(DtlsRole.CLIENT);
                Talker plain = new Talker(1, null)) {
            MediaNode.Call call = node.start("pending", plan(DtlsRole.SERVER, true, talker));
            plain.talk(call.rtp(0), 0, 50);
            StreamAccount account = node.hangUp(call).get(0);

            assertThat(node.sink.of("pending", 0, MediaSink.Entry.RTP)).isEmpty();
            assertThat(account.received()).isZero();
            assertThat(account.rejected()).containsExactly(java.util.Map.entry("no_keys", 50L));
        }
    }

    @Test
    void aPeerWithAnotherCertificateGetsNoKeysAndNothingOfItIsKept() throws Exception {
        try (DtlsTalker described = new DtlsTalker(DtlsRole.CLIENT);
                DtlsTalker stranger = new DtlsTalker(DtlsRole.CLIENT)) {
            MediaNode.Call call = node.start("stranger", plan(DtlsRole.SERVER, true, described));
            stranger.connect(call.rtp(0));
            assertThatThrownBy(stranger::keyed)
                    .isInstanceOf(ExecutionException.class)
                    .hasMessageContaining("alert_received");
            await().atMost(MediaNode.SOON)
                    .until(() -> node.counted("callvault.media.dtls.failures", "reason", "wrong_fingerprint") == 1);
            described.connect(call.rtp(0));
            described.keyed();
            node.hangUp(call);
        }
    }

    /** RFC 8842: another certificate and name on the same ports; the old keys go on until the new ones are there. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anotherAssociationRekeysTheStreamWithoutLoss(boolean sameCertificate) throws Exception {
        try (DtlsTalker before = new DtlsTalker(DtlsRole.CLIENT);
                DtlsTalker after = sameCertificate ? before.another(DtlsRole.CLIENT) : new DtlsTalker(DtlsRole.CLIENT);
                Talker words = new Talker(1, null)) {
            MediaNode.Call call = node.start("again", plan(DtlsRole.SERVER, true, before));
            before.connect(call.rtp(0));
            talkFromTheFirstMoment(before, call, words, 0, 50);
            CallMedia.UpdateReply reply = node.update(call, plan(DtlsRole.SERVER, true, after, "second"));
            assertThat(reply).isEqualTo(new CallMedia.Updated(call.ports()));
            before.talk(call.rtp(0), words, 50, 100);
            await().atMost(MediaNode.SOON).until(() -> node.account(call, 0).received() == 100);
            after.connect(call.rtp(0));
            talkFromTheFirstMoment(after, call, words, 100, 150);
            StreamAccount account = node.hangUp(call).get(0);

            assertThat(node.sink.of("again", 0, MediaSink.Entry.RTP)).containsExactlyElementsOf(packets(words, 0, 150));
            assertThat(account.rejected()).isEmpty();
        }
    }

    /** The same peer from another address, with no word in the signalling. */
    @Test
    void aNewHandshakeAfterAChangeOfAddressRekeysTheStream() throws Exception {
        try (DtlsTalker before = new DtlsTalker(DtlsRole.CLIENT);
                DtlsTalker moved = before.another(DtlsRole.CLIENT);
                Talker words = new Talker(1, null)) {
            MediaNode.Call call = node.start("moved", plan(DtlsRole.SERVER, true, before));
            before.connect(call.rtp(0));
            talkFromTheFirstMoment(before, call, words, 0, 50);
            await().atMost(MediaNode.SOON).until(() -> node.account(call, 0).received() == 50);
            moved.connect(call.rtp(0));
            talkFromTheFirstMoment(moved, call, words, 50, 100);
            node.hangUp(call);

            assertThat(node.sink.of("moved", 0, MediaSink.Entry.RTP)).containsExactlyElementsOf(packets(words, 0, 100));
        }
    }

    @Test
    void dtlsJunkHarmsNothing() throws Exception {
        try (DtlsTalker talker = new DtlsTalker(DtlsRole.CLIENT);
                Talker words = new Talker(1, null);
                Talker flooder = new Talker(2, null)) {
            MediaNode.Call call = node.start("junk", plan(DtlsRole.SERVER, true, talker));
            talker.connect(call.rtp(0));
            talkFromTheFirstMoment(talker, call, words, 0, 11);
            for (int number = 0; number < 100; number++) {
                for (int type = 21; type < 24; type++) {
                    flooder.send(call.rtp(0), new byte[] {(byte) type, -2, -3, 0, 0, (byte) number});
                }
                talker.talk(call.rtp(0), words, 11 + number, 12 + number);
            }
            StreamAccount account = node.hangUp(call).get(0);

            assertThat(node.sink.of("junk", 0, MediaSink.Entry.RTP)).containsExactlyElementsOf(packets(words, 0, 111));
            assertThat(account.rejected().keySet()).isSubsetOf("dtls_dropped");
        }
    }
}
