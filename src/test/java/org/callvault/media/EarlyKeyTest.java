package org.callvault.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import java.net.InetAddress;
import java.security.SecureRandom;
import org.callvault.config.Settings;
import org.callvault.media.lane.MediaSink;
import org.callvault.media.lane.StreamAccount;
import org.callvault.srtp.SrtpKeyParams;
import org.callvault.srtp.SrtpMasterKey;
import org.callvault.srtp.SrtpSuite;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An SRC that uses a new key before the description that brings it is here. */
class EarlyKeyTest {
    private static ActorTestKit kit;

    @BeforeAll
    static void startActors() {
        kit = ActorTestKit.create("EarlyKeyTest", MediaNode.CONFIG);
    }

    @AfterAll
    static void stopActors() {
        kit.shutdownTestKit();
    }

    @Test
    void losesNothingAndForgeriesStayRejected() {
        SrtpMasterKey before = key();
        SrtpMasterKey after = key();
        try (MediaNode node = new MediaNode(kit, Settings.Receive.AUTO, 1 << 20, 24_000, 24_099);
                Talker old = new Talker(1, before);
                Talker fresh = new Talker(1, after);
                Talker forger = new Talker(1, key())) {
            MediaNode.Call call = node.start("early", plan(before));
            old.talk(call.rtp(0), 0, 10);
            fresh.talk(call.rtp(0), 10, 20);
            forger.talk(call.rtp(0), 30, 32);
            await().atMost(MediaNode.SOON)
                    .until(() -> node.account(call, 0).rejected().getOrDefault("authentication_failed", 0L) == 12);
            node.update(call, plan(after));
            fresh.talk(call.rtp(0), 20, 30);
            StreamAccount account = node.hangUp(call).get(0);

            assertThat(account.received()).isEqualTo(30);
            assertThat(account.lost()).isZero();
            assertThat(account.rejected()).containsEntry("authentication_failed", 2L);
            assertThat(node.sink.of("early", 0, MediaSink.Entry.RTP)).hasSize(30);
        }
    }

    private static StreamPlan plan(SrtpMasterKey key) {
        return new StreamPlan(0, false, true, SrtpKeyParams.of(key), null, InetAddress.getLoopbackAddress(), 9);
    }

    private static SrtpMasterKey key() {
        return SrtpMasterKey.generate(SrtpSuite.AES_CM_128_HMAC_SHA1_80, new SecureRandom());
    }
}
