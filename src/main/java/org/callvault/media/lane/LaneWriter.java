package org.callvault.media.lane;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import org.callvault.media.stream.Outcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands a lane's sweeps to its share of the sink. Used by the write side of {@link MediaPipeline} only; blocks as the
 * sink blocks.
 *
 * <p>A sink that fails keeps what it took and is asked again with the next flush; the lane goes on. A recording that
 * cannot be appended to costs itself only.
 */
public final class LaneWriter {
    private static final Logger LOG = LoggerFactory.getLogger(LaneWriter.class);
    private static final int WHOLE_RECORDING = -1;

    private final int lane;
    private final MediaSink.LaneSink sink;
    private final MediaMeters meters;
    private final LogThrottle sinkFailures = new LogThrottle();
    private final LogThrottle appendFailures = new LogThrottle();
    private final Queue<Sweep.Ending> endings = new ArrayDeque<>();
    private boolean unflushed;

    public LaneWriter(int lane, MediaSink.LaneSink sink, MediaMeters meters) {
        this.lane = lane;
        this.sink = sink;
        this.meters = meters;
    }

    void write(Sweep sweep) {
        sweep.descriptions().forEach(note -> append(note, sweep.beginMicros()));
        for (int datagram = 0; datagram < sweep.size(); datagram++) {
            if (sweep.outcome(datagram).isKept()) {
                append(sweep, datagram);
            }
        }
        sweep.accounts().forEach(note -> append(note, sweep.beginMicros()));
        endings.addAll(sweep.endings());
        endRecordings();
    }

    /** Forces to disk what was appended since the last time, and ends what could not be ended then. */
    void flush() {
        if (unflushed) {
            try {
                sink.flush();
                unflushed = false;
            } catch (IOException | RuntimeException e) {
                onSinkFailure(e);
                return;
            }
        }
        endRecordings();
    }

    /** Flushes for the last time; endings that still fail are told to their calls. */
    void close() {
        flush();
        try {
            sink.close();
        } catch (IOException | RuntimeException e) {
            onSinkFailure(e);
        }
        for (Sweep.Ending ending = endings.poll(); ending != null; ending = endings.poll()) {
            ending.call().durable().completeExceptionally(new IOException("the sink failed until the lane stopped"));
        }
    }

    /** In order, up to the first that fails. */
    private void endRecordings() {
        for (Sweep.Ending ending = endings.peek(); ending != null; ending = endings.peek()) {
            try {
                sink.end(ending.call().recording());
            } catch (IOException | RuntimeException e) {
                onSinkFailure(e);
                return;
            }
            endings.remove();
            ending.call().durable().complete(ending.account());
        }
    }

    private void append(Sweep sweep, int datagram) {
        append(
                sweep.call(datagram),
                sweep.stream(datagram).index(),
                sweep.outcome(datagram) == Outcome.RTP ? MediaSink.Entry.RTP : MediaSink.Entry.RTCP,
                sweep.arrivalMicros(datagram),
                sweep.arena(),
                sweep.offset(datagram),
                sweep.length(datagram));
    }

    private void append(Sweep.Note note, long arrivalMicros) {
        append(note.call(), WHOLE_RECORDING, note.entry(), arrivalMicros, note.body(), 0, note.body().length);
    }

    private void append(
            LaneCall call,
            int stream,
            MediaSink.Entry entry,
            long arrivalMicros,
            byte[] buffer,
            int offset,
            int length) {
        unflushed = true;
        try {
            sink.append(call.recording(), stream, entry, arrivalMicros, buffer, offset, length);
        } catch (RuntimeException e) {
            meters.appendFailed();
            if (appendFailures.permits(System.nanoTime())) {
                LOG.atError()
                        .addKeyValue("recording", call.recording())
                        .setCause(e)
                        .log("an entry could not be appended");
            }
        }
    }

    private void onSinkFailure(Exception failure) {
        meters.sinkFailed();
        if (sinkFailures.permits(System.nanoTime())) {
            LOG.atError()
                    .addKeyValue("lane", lane)
                    .setCause(failure)
                    .log("the sink failed; what it took is written with the next flush");
        }
    }
}
