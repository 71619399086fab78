package org.callvault.media.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.callvault.media.port.PortLease;
import org.callvault.media.socket.MediaSocket;
import org.callvault.media.socket.NioSockets;
import org.callvault.media.stream.RemoteSide;
import org.callvault.media.stream.StreamReceiver;
import org.junit.jupiter.api.Test;

/** When reports go, by a clock and by chance that the test holds. */
class ReportsTest {
    private static final long SECOND = 1_000_000_000L;

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

    private int sent() {
        return (int) metrics.counter("callvault.media.reports.sent").count();
    }

    @Test
    void eachReportGoesWhenChanceSaysAndNoneBefore() throws IOException {
        MediaMeters meters = new MediaMeters(metrics);
        double[] chance = {0.5, 0, 0.999, 0.25};
        int[] drawn = {0};
        RandomGenerator random = new RandomGenerator() {
            @Override
            public long nextLong() {
                return 1;
            }

            @Override
            public double nextDouble() {
                return chance[drawn[0]++ % chance.length];
            }
        };
        Reports reports = new Reports(Duration.ofSeconds(5), random, meters);
        try (MediaSocket socket = new NioSockets().open(InetAddress.getLoopbackAddress(), 0, 1 << 16)) {
            LaneCall call = new LaneCall("recording", "cname");
            call.acknowledge();
            RemoteSide src = new RemoteSide(false, socket.localAddress());
            StreamReceiver receiver = new StreamReceiver(call.accounting(0), null, true, src);
            LaneStream stream = new LaneStream(
                    0, new PortLease(socket, socket, 0, 0), receiver, reports.reporter(call, receiver, null));
            call.put(stream);
            reports.add(call, stream, 0);
            // The first after half of 0.5 + 0.5 times 5 s, then after 0.5, 1.499 and 0.75 times.
            long[] due = {2_500_000_000L, 5 * SECOND, 12_495_000_000L, 16_245_000_000L};
            for (int number = 0; number < due.length; number++) {
                reports.send(due[number] - 1_000);
                assertThat(sent()).as("before the time of report %d", number).isEqualTo(number);
                reports.send(due[number]);
                assertThat(sent()).as("at the time of report %d", number).isEqualTo(number + 1);
            }
        }
    }
}
