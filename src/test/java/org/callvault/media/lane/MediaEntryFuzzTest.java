package org.callvault.media.lane;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.callvault.media.port.PortLease;
import org.callvault.media.socket.MediaSocket;
import org.callvault.media.socket.NioSockets;
import org.callvault.media.stream.Outcome;
import org.callvault.media.stream.RemoteSide;
import org.callvault.media.stream.StreamReceiver;
import org.callvault.media.stream.StreamReporter;
import org.callvault.media.stream.Undeciphered;
import org.callvault.rtp.RtpPacket;
import org.callvault.rtp.rtcp.ReceiverReport;
import org.callvault.rtp.rtcp.RtcpCompound;
import org.callvault.srtp.SrtpMasterKey;
import org.callvault.srtp.SrtpReceiver;
import org.callvault.srtp.SrtpSender;
import org.callvault.srtp.SrtpSuite;
import org.jspecify.annotations.Nullable;

/**
 * The whole way of a datagram through a lane, from the sweep to the sink, in the middle of a live call: a stranger's
 * datagrams come between the call's own, as many and as long as the input says.
 */
class MediaEntryFuzzTest {
    private static final InetSocketAddress SRC = new InetSocketAddress("192.0.2.1", 4000);
    private static final InetSocketAddress STRANGER = new InetSocketAddress("198.51.100.1", 4000);
    private static final int SSRC = 0x1234;
    private static final int LONGEST_READ = 2049;

    /** A stranger's datagrams in one input. */
    private static final int MOST = 64;

    private static final PortLease LEASE = lease();

    private static PortLease lease() {
        try {
            MediaSocket socket = new NioSockets().open(InetAddress.getLoopbackAddress(), 0, 1 << 16);
            return new PortLease(socket, socket, 0, 0);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Nothing that is not authentic reaches the sink, and the call's next packet is taken as if nothing had been. */
    @FuzzTest
    void aStrangerBesideAnEncryptedCallLeavesNoTrace(byte[] input) {
        for (SrtpSuite suite : List.of(SrtpSuite.AES_CM_128_HMAC_SHA1_80, SrtpSuite.AEAD_AES_256_GCM)) {
            try (SrtpMasterKey key = SrtpMasterKey.of(suite, new byte[suite.keyAndSaltLength()]);
                    SrtpSender sender = new SrtpSender(key);
                    LiveStream live = new LiveStream(new SrtpReceiver(key), false)) {
                assertThat(live.take(SRC, protect(sender, 0))).isEqualTo(Outcome.RTP);
                List<byte[]> strange = cut(input);
                for (byte[] datagram : strange) {
                    assertThat(live.take(STRANGER, datagram).isRejected()).isTrue();
                }
                assertThat(live.take(SRC, protect(sender, 1))).isEqualTo(Outcome.RTP);
                assertThat(live.sources()).isOne();
                assertThat(live.written).containsExactly("RTP of 0", "RTP of 1");
                assertThat(live.call.account().getFirst().rejected().values().stream()
                                .mapToLong(Long::longValue)
                                .sum())
                        .isEqualTo(strange.size());
            }
        }
    }

    /** Plain RTP proves nothing, but while the call's own source is active no other is heard. */
    @FuzzTest
    void aStrangerBesideAPlainCallIsNotHeard(byte[] input) {
        try (LiveStream live = new LiveStream(null, false)) {
            assertThat(live.take(SRC, plain(0))).isEqualTo(Outcome.RTP);
            for (byte[] datagram : cut(input)) {
                Outcome outcome = live.take(STRANGER, datagram);
                // Nobody's RTCP was heard yet, so whoever speaks RTCP first is believed; it is no audio.
                assertThat(outcome == Outcome.RTCP || outcome.isRejected())
                        .as("%s", outcome)
                        .isTrue();
            }
            assertThat(live.take(SRC, plain(1))).isEqualTo(Outcome.RTP);
            assertThat(live.sources()).isOne();
            assertThat(live.written).startsWith("RTP of 0").endsWith("RTP of 1");
        }
    }

    /** What the source of a plain call sends itself is never a fault of ours, and opens a bounded number of accounts. */
    @FuzzTest
    void whateverASourceSendsIsAnsweredByACount(byte[] input) {
        try (LiveStream live = new LiveStream(null, false)) {
            List<byte[]> datagrams = cut(input);
            datagrams.forEach(datagram -> live.take(SRC, datagram));
            assertThat(live.sources()).isLessThanOrEqualTo(16);
            assertThat(live.written).hasSizeLessThanOrEqualTo(datagrams.size());
        }
    }

    /** Where a handshake keys the stream, DTLS goes to it, and nothing is written before it gave keys. */
    @FuzzTest
    void nothingIsWrittenBeforeAHandshakeGaveKeys(byte[] input) {
        try (LiveStream live = new LiveStream(null, true)) {
            for (byte[] datagram : cut(input)) {
                Outcome outcome = live.take(STRANGER, datagram);
                assertThat(outcome == Outcome.DTLS || outcome.isRejected())
                        .as("%s", outcome)
                        .isTrue();
            }
            assertThat(live.sources()).isZero();
            assertThat(live.written).isEmpty();
        }
    }

    /** Cuts the input into datagrams: two bytes of length, then as much of that as is there. */
    private static List<byte[]> cut(byte[] input) {
        List<byte[]> datagrams = new ArrayList<>();
        ByteBuffer rest = ByteBuffer.wrap(input);
        while (rest.remaining() >= 2 && datagrams.size() < MOST) {
            int length = Math.min(LONGEST_READ, Short.toUnsignedInt(rest.getShort()));
            byte[] datagram = new byte[Math.min(length, rest.remaining())];
            rest.get(datagram);
            // One byte too many is how a datagram shows that is longer than any audio.
            datagrams.add(length == LONGEST_READ ? Arrays.copyOf(datagram, length) : datagram);
        }
        return datagrams;
    }

    private static byte[] plain(int number) {
        byte[] packet = new byte[172];
        packet[20] = (byte) number;
        RtpPacket.writeHeader(packet, 0, 0, false, number, number * 160L, SSRC);
        return packet;
    }

    private static byte[] protect(SrtpSender sender, int number) {
        byte[] plain = plain(number);
        byte[] room = Arrays.copyOf(plain, plain.length + 16);
        return Arrays.copyOf(room, sender.protect(room, 0, plain.length));
    }

    /** One stream in a lane whose sink tells what it is given. */
    private static final class LiveStream implements MediaSink.LaneSink {
        private final MediaMeters meters = new MediaMeters(new SimpleMeterRegistry());
        private final LaneCall call = new LaneCall("recording", "cname");
        private final Unprotect unprotect = new Unprotect(meters);
        private final LaneWriter writer = new LaneWriter(0, this, meters);
        private final Sweep sweep = new Sweep(2 * LONGEST_READ, 1);
        private final List<String> written = new ArrayList<>();
        private final LaneStream stream;

        LiveStream(@Nullable SrtpReceiver srtp, boolean shaking) {
            StreamReceiver receiver = new StreamReceiver(call.accounting(0), srtp, true, new RemoteSide(true, null));
            if (shaking) {
                receiver.keyBy((_, _, _, _, _) -> true);
            }
            Reports reports = new Reports(Duration.ZERO, new Random(1), meters);
            stream = new LaneStream(0, LEASE, receiver, reports.reporter(call, receiver, null));
        }

        Outcome take(InetSocketAddress source, byte[] datagram) {
            sweep.begin(1_000_000, 1_000_000_000);
            sweep.add(call, stream, new Undeciphered(datagram, source, 1_000_000, Outcome.FAILED));
            Outcome outcome = unprotect.apply(sweep).outcome(0);
            assertThat(outcome).isNotEqualTo(Outcome.FAILED);
            writer.write(sweep);
            sweep.clear();
            return outcome;
        }

        /** Sources that have an account, as our next report would tell. */
        int sources() {
            byte[] buffer = new byte[StreamReporter.LONGEST];
            int length = stream.reporter().write(buffer, 1_000_000_000);
            return RtcpCompound.parse(buffer, 0, length) instanceof RtcpCompound compound
                    ? compound.all(ReceiverReport.class)
                            .findFirst()
                            .orElseThrow()
                            .blocks()
                            .size()
                    : -1;
        }

        @Override
        public void append(
                String recording,
                int index,
                MediaSink.Entry entry,
                long arrival,
                byte[] buffer,
                int offset,
                int length) {
            written.add(entry + " of " + (length > 20 ? buffer[offset + 20] : "nothing"));
        }

        @Override
        public void flush() {}

        @Override
        public void end(String recording) {}

        @Override
        public void close() {
            stream.close();
        }
    }
}
