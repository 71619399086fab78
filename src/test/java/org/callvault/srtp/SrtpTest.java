package org.callvault.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.callvault.rtp.RtpPacket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SrtpTest {
    private static final int SSRC = 0x12345678;
    private static final int PLAIN = 172;

    private SrtpMasterKey key = SrtpMasterKey.generate(SrtpSuite.AES_CM_128_HMAC_SHA1_80, new SecureRandom());

    @ParameterizedTest
    @EnumSource
    void aPacketComesBackAsItWasSent(SrtpSuite suite) {
        key = SrtpMasterKey.generate(suite, new SecureRandom());
        byte[] sent = packet(SSRC, 100);
        byte[] wire = protect(new SrtpSender(key), sent);
        assertThat(wire).hasSize(PLAIN + suite.rtpTagLength());
        assertThat(Arrays.copyOfRange(wire, 12, PLAIN)).isNotEqualTo(Arrays.copyOfRange(sent, 12, PLAIN));
        SrtpReceiver receiver = new SrtpReceiver(key);
        assertThat(receiver.unprotect(wire, 0, wire.length)).isEqualTo(Unprotected.OK);
        assertThat(receiver.plainLength()).isEqualTo(PLAIN);
        assertThat(Arrays.copyOf(wire, PLAIN)).isEqualTo(sent);
    }

    @ParameterizedTest
    @EnumSource
    void controlPacketsComeBackWithATagOfEightyBitsAtLeast(SrtpSuite suite) {
        key = SrtpMasterKey.generate(suite, new SecureRandom());
        byte[] sent = report();
        byte[] wire = Arrays.copyOf(sent, sent.length + 4 + suite.rtcpTagLength());
        assertThat(new SrtpSender(key).protectRtcp(wire, 0, sent.length))
                .isEqualTo(sent.length + 4 + suite.rtcpTagLength());
        SrtpReceiver receiver = new SrtpReceiver(key);
        byte[] again = wire.clone();
        assertThat(receiver.unprotectRtcp(wire, 0, wire.length)).isEqualTo(Unprotected.OK);
        assertThat(Arrays.copyOf(wire, receiver.plainLength())).isEqualTo(sent);
        assertThat(receiver.unprotectRtcp(again, 0, again.length)).isEqualTo(Unprotected.REPLAYED);
    }

    @Test
    void everyAlteredBitIsRefusedAndLeavesNoContext() {
        byte[] wire = protect(new SrtpSender(key), packet(SSRC, 7));
        SrtpReceiver receiver = new SrtpReceiver(key);
        for (int bit = 0; bit < wire.length * 8; bit++) {
            byte[] forged = wire.clone();
            forged[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(receiver.unprotect(forged, 0, forged.length)).isNotEqualTo(Unprotected.OK);
        }
        assertThat(receiver.unprotect(wire, 0, wire.length)).isEqualTo(Unprotected.OK);
    }

    @Test
    void aForgedPacketFarAheadDoesNotMoveTheState() {
        SrtpSender sender = new SrtpSender(key);
        SrtpReceiver receiver = new SrtpReceiver(key);
        receive(receiver, protect(sender, packet(SSRC, 10)));
        byte[] forged = packet(SSRC, 30_000);
        assertThat(receiver.unprotect(Arrays.copyOf(forged, PLAIN + 10), 0, PLAIN + 10))
                .isEqualTo(Unprotected.AUTHENTICATION_FAILED);
        assertThat(receive(receiver, protect(sender, packet(SSRC, 11)))).isEqualTo(Unprotected.OK);
    }

    @Test
    void repeatedAndOldPacketsAreRefused() {
        SrtpSender sender = new SrtpSender(key);
        SrtpReceiver receiver = new SrtpReceiver(key);
        byte[] first = protect(sender, packet(SSRC, 1));
        assertThat(receive(receiver, first.clone())).isEqualTo(Unprotected.OK);
        assertThat(receive(receiver, first.clone())).isEqualTo(Unprotected.REPLAYED);
        for (int sequence = 2; sequence < 2 + ReplayWindow.SIZE; sequence++) {
            assertThat(receive(receiver, protect(sender, packet(SSRC, sequence))))
                    .isEqualTo(Unprotected.OK);
        }
        assertThat(receive(receiver, first)).isEqualTo(Unprotected.TOO_OLD);
    }

    @Test
    void theRolloverCounterSurvivesLossAndReordering() {
        Random random = new Random(42);
        SrtpSender sender = new SrtpSender(key);
        SrtpReceiver receiver = new SrtpReceiver(key);
        List<byte[]> held = new ArrayList<>();
        List<Long> indices = new ArrayList<>();
        for (int i = 0; i < 300_000; i++) {
            byte[] wire = protect(sender, packet(SSRC, 65_000 + i));
            if (i > 0 && random.nextInt(20) == 0) {
                i += random.nextInt(2) == 0 ? 0 : burst(sender, 65_000 + i + 1, random.nextInt(800));
                continue;
            }
            held.add(wire);
            indices.add(65_000L + i);
            if (held.size() == 8) {
                deliver(held, indices, random, receiver);
            }
        }
    }

    /** Packets that the network loses; the sender counts on. */
    private static int burst(SrtpSender sender, int from, int length) {
        for (int i = 0; i < length; i++) {
            protect(sender, packet(SSRC, from + i));
        }
        return length;
    }

    private static void deliver(List<byte[]> held, List<Long> indices, Random random, SrtpReceiver receiver) {
        List<Integer> order = new ArrayList<>(List.of(0, 1, 2, 3, 4, 5, 6, 7));
        boolean first = indices.getFirst() == 65_000L;
        if (!first) {
            Collections.shuffle(order.subList(0, 4), random);
        }
        for (int position : order) {
            Unprotected result = receive(receiver, held.get(position));
            if (result == Unprotected.OK) {
                assertThat(receiver.packetIndex()).isEqualTo(indices.get(position));
            } else {
                assertThat(result).isEqualTo(Unprotected.TOO_OLD);
            }
        }
        held.clear();
        indices.clear();
    }

    @Test
    void aReceiverKeepsSixteenSourcesAndNoMore() {
        SrtpReceiver receiver = new SrtpReceiver(key);
        for (int source = 0; source < 16; source++) {
            assertThat(receive(receiver, protect(new SrtpSender(key), packet(source, 1))))
                    .isEqualTo(Unprotected.OK);
        }
        assertThat(receive(receiver, protect(new SrtpSender(key), packet(99, 1))))
                .isEqualTo(Unprotected.TOO_MANY_SOURCES);
    }

    @Test
    void noInputMakesItThrow() {
        Random random = new Random(7);
        SrtpReceiver receiver = new SrtpReceiver(key);
        byte[] good = protect(new SrtpSender(key), packet(SSRC, 1));
        for (int i = 0; i < 20_000; i++) {
            byte[] junk = new byte[random.nextInt(200)];
            random.nextBytes(junk);
            System.arraycopy(good, 0, junk, 0, Math.min(random.nextInt(20), junk.length));
            assertThat(receiver.unprotect(junk.clone(), 0, junk.length)).isNotEqualTo(Unprotected.OK);
            assertThat(receiver.unprotectRtcp(junk, 0, junk.length)).isNotEqualTo(Unprotected.OK);
        }
        for (int length = 0; length < good.length; length++) {
            assertThat(receiver.unprotect(good.clone(), 0, length)).isNotEqualTo(Unprotected.OK);
        }
    }

    @Test
    void keysAreNeverPrinted() {
        assertThat(key.toString()).doesNotContain(java.util.HexFormat.of().formatHex(key.keyAndSalt()));
        assertThat(key).hasToString("SrtpMasterKey[AES_CM_128_HMAC_SHA1_80, redacted]");
    }

    private static Unprotected receive(SrtpReceiver receiver, byte[] wire) {
        return receiver.unprotect(wire, 0, wire.length);
    }

    private static byte[] protect(SrtpSender sender, byte[] plain) {
        byte[] buffer = Arrays.copyOf(plain, plain.length + 16);
        int length = sender.protect(buffer, 0, plain.length);
        return Arrays.copyOf(buffer, length);
    }

    private static byte[] packet(int ssrc, int sequence) {
        byte[] packet = new byte[PLAIN];
        RtpPacket.writeHeader(packet, 0, 0, false, sequence & 0xffff, 160L * sequence, ssrc);
        for (int i = 12; i < PLAIN; i++) {
            packet[i] = (byte) (sequence + i);
        }
        return packet;
    }

    private static byte[] report() {
        byte[] report = new byte[28];
        report[0] = (byte) 0x80;
        report[1] = (byte) 200;
        report[3] = 6;
        report[7] = 1;
        return report;
    }
}
