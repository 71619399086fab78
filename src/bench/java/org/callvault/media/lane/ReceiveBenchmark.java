package org.callvault.media.lane;

import com.sun.management.ThreadMXBean;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.callvault.media.port.PortLease;
import org.callvault.media.socket.LinuxSockets;
import org.callvault.media.socket.MediaSocket;
import org.callvault.media.socket.MediaSockets;
import org.callvault.media.socket.NioSockets;
import org.callvault.media.stream.RemoteSide;
import org.callvault.media.stream.StreamAccounting;
import org.callvault.media.stream.StreamReceiver;

/**
 * What a lane's sweep costs, by NIO and by recvmmsg in turn. Each round sends what a number of streams send between two
 * sweeps, and then measures the CPU time, user and system, of one thread that sweeps it up. Loopback hands a datagram
 * over while it is sent, so that part of the kernel's work is not in the figures.
 */
public final class ReceiveBenchmark {
    private static final int PACKET = 182;
    private static final int WARM_UP = 150;
    private static final int ROUNDS = 101;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private ReceiveBenchmark() {}

    /** Takes no arguments. */
    public static void main(String[] args) throws IOException {
        System.out.println(
                "streams  packets each   nio ns/packet   recvmmsg ns/packet   ratio   bytes allocated/packet");
        for (int streams : List.of(500, 1000, 2000)) {
            for (int packets : List.of(1, 5, 10)) {
                compare(streams, packets);
            }
        }
    }

    private static void compare(int streams, int packets) throws IOException {
        try (Rig nio = new Rig(new NioSockets(), streams);
                Rig recvmmsg = new Rig(new LinuxSockets(), streams)) {
            for (int round = 0; round < WARM_UP; round++) {
                nio.round(packets);
                recvmmsg.round(packets);
            }
            nio.forget();
            recvmmsg.forget();
            for (int round = 0; round < ROUNDS; round++) {
                nio.round(packets);
                recvmmsg.round(packets);
            }
            double one = nio.median();
            double other = recvmmsg.median();
            System.out.printf(
                    Locale.ROOT,
                    "%7d  %12d  %14.0f  %19.0f  %6.2f  %10.2f, %.2f%n",
                    streams,
                    packets,
                    one,
                    other,
                    other / one,
                    nio.allocated(),
                    recvmmsg.allocated());
        }
    }

    /** A lane with sockets of one kind, and somebody who sends to them. */
    private static final class Rig implements AutoCloseable {
        private final MediaMeters meters = new MediaMeters(new SimpleMeterRegistry());
        private final ReceiveLane lane = new ReceiveLane(meters);
        private final Sweep sweep = new Sweep(2 << 20, 10_000);
        private final List<MediaSocket> sockets = new ArrayList<>();
        private final List<SocketAddress> addresses = new ArrayList<>();
        private final MediaSocket sender;
        private final ByteBuffer packet = ByteBuffer.allocateDirect(PACKET);
        private final List<Double> nanosPerPacket = new ArrayList<>();
        private long allocatedBytes;
        private long received;

        Rig(MediaSockets kind, int streams) throws IOException {
            InetAddress loopback = InetAddress.getLoopbackAddress();
            LaneCall call = new LaneCall("benchmark", "benchmark");
            Reports reports = new Reports(Duration.ZERO, new Random(1), meters);
            for (int index = 0; index < streams; index++) {
                MediaSocket socket = kind.open(loopback, 0, 1 << 20);
                sockets.add(socket);
                addresses.add(socket.localAddress());
                StreamReceiver receiver =
                        new StreamReceiver(new StreamAccounting(), null, true, new RemoteSide(false, null));
                PortLease lease = new PortLease(socket, socket, 0, 0);
                lane.add(
                        call,
                        new LaneStream(index, lease, receiver, reports.reporter(call, receiver, null)),
                        System.nanoTime());
            }
            sender = new NioSockets().open(loopback, 0, 1 << 16);
        }

        void round(int packets) throws IOException {
            for (int number = 0; number < packets; number++) {
                for (SocketAddress address : addresses) {
                    sender.send(packet.clear(), address);
                }
            }
            long bytes = THREADS.getCurrentThreadAllocatedBytes();
            long nanos = THREADS.getCurrentThreadCpuTime();
            int swept = sweepAll();
            nanos = THREADS.getCurrentThreadCpuTime() - nanos;
            allocatedBytes += THREADS.getCurrentThreadAllocatedBytes() - bytes;
            received += swept;
            if (swept != packets * addresses.size()) {
                throw new IllegalStateException(swept + " of " + packets * addresses.size() + " came back");
            }
            nanosPerPacket.add((double) nanos / swept);
        }

        private int sweepAll() {
            int swept = 0;
            for (boolean empty = false; !empty; ) {
                empty = lane.sweep(sweep);
                swept += sweep.size();
                sweep.clear();
            }
            return swept;
        }

        void forget() {
            nanosPerPacket.clear();
            allocatedBytes = 0;
            received = 0;
        }

        double median() {
            double[] sorted =
                    nanosPerPacket.stream().mapToDouble(Double::doubleValue).toArray();
            Arrays.sort(sorted);
            return sorted[sorted.length / 2];
        }

        double allocated() {
            return (double) allocatedBytes / received;
        }

        @Override
        public void close() {
            sockets.forEach(MediaSocket::close);
            sender.close();
        }
    }
}
