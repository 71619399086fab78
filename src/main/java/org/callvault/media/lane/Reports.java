package org.callvault.media.lane;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;
import org.callvault.media.stream.StreamReceiver;
import org.callvault.media.stream.StreamReporter;
import org.callvault.rtp.rtcp.ReportTimes;
import org.callvault.srtp.SrtpSender;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The receiver reports of one lane's streams, each at its own {@link ReportTimes}.
 *
 * <p>They are sent by the lane's receive thread on the tick that also begins a sweep, so that counters and keys have one
 * owner and no stream has a timer of its own. Between two ticks nothing is done for them; on a tick the earliest of one
 * queue is looked at. With 10,000 streams that is 2,000 reports a second beside 500,000 packets. While the disk holds the
 * sweeps up they still go out, as SRCs end calls whose recorder falls silent.
 *
 * <p>A report that cannot be sent at once is counted and dropped: the next one tells all that it would have.
 */
public final class Reports {
    /** Sent in one tick, so that a lane that was held up reads its sockets before it has told all. */
    private static final int MOST_AT_ONCE = 1000;

    private static final Logger LOG = LoggerFactory.getLogger(Reports.class);

    private final ReportTimes times;
    private final RandomGenerator random;
    private final MediaMeters meters;
    private final LogThrottle faults = new LogThrottle();
    private final byte[] buffer = new byte[StreamReporter.LONGEST];
    private final PriorityQueue<Due> due =
            new PriorityQueue<>(Comparator.comparing(Due::atNanos, (one, other) -> Long.signum(one - other)));

    /** A stream and when it reports next; dropped then if the stream has left meanwhile. */
    private record Due(LaneCall call, LaneStream stream, long atNanos) {}

    /** @param interval zero for no reports at all */
    public Reports(Duration interval, RandomGenerator random, MediaMeters meters) {
        this.times = new ReportTimes(interval, random);
        this.random = random;
        this.meters = meters;
    }

    /** What speaks for a stream of the call; srtp is null for RTP/AVP. */
    StreamReporter reporter(LaneCall call, StreamReceiver receiver, @Nullable SrtpSender srtp) {
        return new StreamReporter(receiver, call.cname(), srtp, random);
    }

    void add(LaneCall call, LaneStream stream, long nowNanos) {
        if (times.isOn()) {
            due.add(new Due(call, stream, nowNanos + times.first()));
        }
    }

    /** Sends what is due. */
    void send(long nowNanos) {
        Due next = due.peek();
        for (int sent = 0; sent < MOST_AT_ONCE && next != null && nowNanos - next.atNanos() >= 0; sent++) {
            due.remove();
            if (next.call().has(next.stream())) {
                report(next.call(), next.stream(), false, nowNanos);
                due.add(new Due(next.call(), next.stream(), nowNanos + times.next()));
            }
            next = due.peek();
        }
    }

    /**
     * Sends the last report of a stream that leaves, with BYE; before its sockets are closed. What was read in the sweep
     * that is being filled is not in it yet.
     */
    void farewell(LaneCall call, LaneStream stream, long nowNanos) {
        if (times.isOn()) {
            report(call, stream, true, nowNanos);
        }
    }

    private void report(LaneCall call, LaneStream stream, boolean last, long nowNanos) {
        StreamReporter reporter = stream.reporter();
        try {
            InetSocketAddress target = reporter.target(call.isAcknowledged());
            if (target == null) {
                return;
            }
            int length = last ? reporter.writeLast(buffer, nowNanos) : reporter.write(buffer, nowNanos);
            boolean shared = stream.receiver().isShared();
            meters.reported(stream.lease().sendControl(ByteBuffer.wrap(buffer, 0, length), target, shared));
        } catch (IOException | RuntimeException e) {
            meters.reported(false);
            if (faults.permits(nowNanos)) {
                LOG.atWarn()
                        .addKeyValue("recording", call.recording())
                        .addKeyValue("stream", stream.index())
                        .setCause(e)
                        .log("a receiver report could not be sent");
            }
        }
    }
}
