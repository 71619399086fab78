package org.callvault.media.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.callvault.media.port.PortLease;
import org.callvault.media.socket.LinuxSockets;
import org.callvault.media.socket.MediaSocket;
import org.callvault.media.socket.MediaSockets;
import org.callvault.media.socket.NioSockets;
import org.callvault.media.stream.RemoteSide;
import org.callvault.media.stream.StreamReceiver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("kinds")
class ReceiveLaneTest {
    private static final int ARENA = 1 << 20;

    private final MediaSockets sockets;
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final ReceiveLane lane = new ReceiveLane(new MediaMeters(metrics));
    private final Reports reports = new Reports(Duration.ZERO, new Random(1), new MediaMeters(metrics));
    private final LaneCall call = new LaneCall("recording", "cname");
    private final List<LaneStream> streams = new ArrayList<>();
    private final MediaSocket sender;

    ReceiveLaneTest(MediaSockets sockets) throws IOException {
        this.sockets = sockets;
        this.sender = open();
    }

    static Stream<Named<MediaSockets>> kinds() {
        return Stream.of(new NioSockets(), new LinuxSockets()).map(kind -> Named.of(kind.name(), kind));
    }

    @AfterEach
    void closeSockets() {
        sender.close();
        for (LaneStream stream : streams) {
            stream.lease().rtp().close();
            stream.lease().rtcp().close();
        }
    }

    private MediaSocket open() throws IOException {
        return sockets.open(InetAddress.getLoopbackAddress(), 0, ARENA);
    }

    private void add(int count) throws IOException {
        for (int added = 0; added < count; added++) {
            int index = streams.size();
            PortLease lease = new PortLease(open(), open(), 2 * index, 2 * index + 1);
            StreamReceiver receiver =
                    new StreamReceiver(call.accounting(index), null, true, new RemoteSide(false, null));
            LaneStream stream = new LaneStream(index, lease, receiver, reports.reporter(call, receiver, null));
            streams.add(stream);
            lane.add(call, stream, 0);
        }
    }

    private void send(MediaSocket to, int mark) throws IOException {
        assertThat(sender.send(ByteBuffer.wrap(new byte[] {(byte) mark}), to.localAddress()))
                .isTrue();
    }

    private void sendToAll() throws IOException {
        for (LaneStream stream : streams) {
            if (stream.lease().rtp().isOpen()) {
                send(stream.lease().rtp(), stream.index());
                send(stream.lease().rtcp(), stream.index() + 100);
            }
        }
    }

    /** The marks of a sweep, each with the stream that it was taken for. */
    private static List<String> read(Sweep sweep) {
        return IntStream.range(0, sweep.size())
                .mapToObj(datagram -> sweep.stream(datagram).index() + ":" + sweep.arena()[sweep.offset(datagram)])
                .toList();
    }

    private static List<String> marks(int... indices) {
        return IntStream.of(indices)
                .boxed()
                .flatMap(index -> Stream.of(index + ":" + index, index + ":" + (index + 100)))
                .toList();
    }

    @Test
    void whoeverLeavesTheOthersAreReadUnderTheirOwnName() throws IOException {
        add(6);
        for (int leaving : List.of(0, 5, 2)) {
            LaneStream stream = streams.get(leaving);
            send(stream.lease().rtp(), leaving);
            send(stream.lease().rtcp(), leaving + 100);
            Sweep last = new Sweep(ARENA, 100);
            assertThat(lane.drain(stream, last)).isTrue();
            assertThat(read(last)).containsExactlyElementsOf(marks(leaving));
            stream.lease().rtp().close();
            stream.lease().rtcp().close();
        }
        add(1);
        sendToAll();
        Sweep sweep = new Sweep(ARENA, 100);
        assertThat(lane.sweep(sweep)).isTrue();

        assertThat(read(sweep)).containsExactlyInAnyOrderElementsOf(marks(1, 3, 4, 6));
        assertThat(metrics.get("callvault.media.socket.failures").counter().count())
                .as("closed sockets that are still read")
                .isZero();
    }

    @Test
    void whatWaitedWhileTheNodeWasHeldUpCameWhenTheKernelGotIt() throws IOException {
        add(1);
        long sent = micros();
        send(streams.getFirst().lease().rtp(), 1);
        Sweep sweep = new Sweep(ARENA, 100);
        sweep.begin(sent + 20_000_000, 20_000_000_000L);
        lane.sweep(sweep);

        long waited = told() ? 20_000_000 : 0;
        assertThat(sweep.arrivalMicros(0)).isBetween(sent + 20_000_000 - waited, sent + 21_000_000 - waited);
        assertThat(sweep.arrivalNanos(0))
                .isEqualTo(20_000_000_000L - (sweep.beginMicros() - sweep.arrivalMicros(0)) * 1_000);
    }

    @Test
    void aClockThatWasSetMovesArrivalsNoFurtherThanTheSocketWasLeftAlone() throws IOException {
        add(1);
        MediaSocket socket = streams.getFirst().lease().rtp();
        long now = micros();
        Sweep sweep = new Sweep(ARENA, 100);
        sweep.begin(now, 5_000_000_000L);
        lane.sweep(sweep);
        long anHour = 3_600_000_000L;

        send(socket, 1);
        sweep.begin(now + anHour, 5_200_000_000L);
        lane.sweep(sweep);
        assertThat(sweep.arrivalMicros(0)).isEqualTo(now + anHour - (told() ? 200_000 : 0));

        sweep.clear();
        send(socket, 2);
        sweep.begin(now - anHour, 5_400_000_000L);
        lane.sweep(sweep);
        assertThat(sweep.arrivalMicros(0)).isEqualTo(now - anHour);
    }

    /** Whether these sockets tell when the kernel got a datagram. */
    private boolean told() {
        return sockets instanceof LinuxSockets;
    }

    private static long micros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    @Test
    void whatDoesNotFitComesWithTheNextSweep() throws IOException {
        add(5);
        sendToAll();
        List<String> read = new ArrayList<>();
        Sweep sweep = new Sweep(ARENA, 3);
        for (boolean empty = false; !empty; sweep.clear()) {
            empty = lane.sweep(sweep);
            assertThat(sweep.size()).isLessThanOrEqualTo(3);
            read.addAll(read(sweep));
        }
        assertThat(read).containsExactlyInAnyOrderElementsOf(marks(0, 1, 2, 3, 4));
    }

    @Test
    void noDatagramIsTakenForWhichTheArenaMayBeTooSmall() throws IOException {
        add(1);
        Sweep sweep = new Sweep(5000, 100);
        byte[] longest = new byte[2048];
        for (int number = 0; number < 4; number++) {
            sender.send(
                    ByteBuffer.wrap(longest), streams.getFirst().lease().rtp().localAddress());
        }
        assertThat(lane.sweep(sweep)).isFalse();
        assertThat(sweep.size()).isEqualTo(2);
        sweep.clear();
        assertThat(lane.drain(streams.getFirst(), sweep))
                .as("there may be more")
                .isFalse();
        assertThat(sweep.size()).isEqualTo(2);
        sweep.clear();
        assertThat(lane.drain(streams.getFirst(), sweep)).isTrue();
        assertThat(sweep.isEmpty()).isTrue();
    }

    @Test
    void aFloodedSocketDoesNotKeepOthersWaiting() throws IOException {
        add(2);
        for (int number = 0; number < 520; number++) {
            send(streams.get(0).lease().rtp(), 0);
        }
        send(streams.get(1).lease().rtp(), 1);
        Sweep first = new Sweep(ARENA, 1000);
        assertThat(lane.sweep(first)).isFalse();
        assertThat(first.size()).isEqualTo(513);
        assertThat(read(first)).contains("1:1");

        Sweep second = new Sweep(ARENA, 1000);
        assertThat(lane.sweep(second)).isTrue();
        assertThat(second.size()).isEqualTo(8);
    }
}
