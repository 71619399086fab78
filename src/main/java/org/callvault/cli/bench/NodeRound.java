package org.callvault.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import org.callvault.cli.src.AudioSource;
import org.callvault.cli.src.CallPlan;
import org.callvault.cli.src.SharedConnection;
import org.callvault.cli.src.StreamTarget;
import org.callvault.cli.src.TestCall;
import org.callvault.srtp.SrtpMasterKey;

/** A node under a load of so many streams, two to a call. */
final class NodeRound {
    private static final Duration SETTLE = Duration.ofSeconds(2);
    private static final Duration BEFORE_END = Duration.ofMillis(600);
    private static final int PACKETS_PER_SECOND = 50;

    private final Floor floor;
    private final Progress progress;
    private final Optional<Path> picture;

    /** Told what happens. */
    @FunctionalInterface
    interface Progress {
        void says(String line);
    }

    /** @param picture where a flame graph goes; sampling costs a little, so the figures are better without */
    NodeRound(Floor floor, Progress progress, Optional<Path> picture) {
        this.floor = floor;
        this.progress = progress;
        this.picture = picture;
    }

    /** @param warmUp how long the load goes on before the time that is measured */
    Measurement measure(int streams, Duration warmUp, Duration time) throws IOException, InterruptedException {
        List<TestCall> calls = new ArrayList<>();
        try (ServedNode node = ServedNode.start();
                SharedConnection connection = SharedConnection.open(node.target())) {
            long heap = node.liveHeap();
            long resident = ProcessCost.residentKilobytes(node.pid());
            try {
                List<String> lines = call(node, connection, streams, calls, progress);
                return underLoad(node, lines, warmUp, time, heap, resident);
            } finally {
                for (TestCall call : calls) {
                    call.close();
                }
            }
        }
    }

    /** Sets up calls until there are so many streams; what the senders have to know of each. */
    static List<String> call(
            ServedNode node, SharedConnection connection, int streams, List<TestCall> calls, Progress progress)
            throws IOException, InterruptedException {
        CallPlan plan = new CallPlan(node.target(), true, List.of(AudioSource.counted(0), AudioSource.counted(1)))
                .multiplexed();
        List<String> lines = new ArrayList<>();
        while (lines.size() < streams) {
            TestCall call = TestCall.over(plan, connection);
            calls.add(call);
            call.invite();
            for (StreamTarget target : call.targets()) {
                lines.add(line(target));
            }
            if (lines.size() % 500 == 0) {
                progress.says("  " + lines.size() + " of " + streams + " streams are set up");
            }
        }
        return lines;
    }

    private static String line(StreamTarget target) {
        SrtpMasterKey key = target.key().orElseThrow();
        return target.address().getPort() + " " + Base64.getEncoder().encodeToString(key.keyAndSalt()) + " "
                + Integer.toUnsignedString(target.ssrc());
    }

    private Measurement underLoad(
            ServedNode node, List<String> lines, Duration warmUp, Duration time, long heap, long resident)
            throws IOException, InterruptedException {
        int streams = lines.size();
        try (Floor.Sender sender = floor.send(lines, warmUp.plus(time))) {
            TimeUnit.NANOSECONDS.sleep(warmUp.toNanos());
            if (picture.isPresent()) {
                Profile.begin(node.pid());
            }
            Duration before = node.cpu();
            long from = System.nanoTime();
            TimeUnit.NANOSECONDS.sleep(time.minus(BEFORE_END).toNanos());
            Duration used = node.cpu().minus(before);
            double seconds = (System.nanoTime() - from) / 1e9;
            if (picture.isPresent()) {
                Profile.end(node.pid(), picture.get(), streams + " SRTP streams");
            }
            long residentNow = ProcessCost.residentKilobytes(node.pid());
            JsonNode sent = sender.report();
            TimeUnit.NANOSECONDS.sleep(SETTLE.toNanos());
            return new Measurement(
                    "Callvault",
                    streams,
                    sent.path("sent").asLong(),
                    node.received(),
                    used.toNanos() / 1e3 / (streams * PACKETS_PER_SECOND * seconds),
                    OptionalDouble.of((residentNow - resident) / (double) streams),
                    OptionalDouble.of((node.liveHeap() - heap) / 1024.0 / streams),
                    sent.path("max_late_ms").asDouble());
        }
    }
}
