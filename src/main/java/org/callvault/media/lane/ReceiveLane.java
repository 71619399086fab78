package org.callvault.media.lane;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.callvault.media.port.PortLease;
import org.callvault.media.socket.MediaSocket;
import org.callvault.media.socket.ReceiveBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a lane's sockets; used from one thread at a time. Each socket is asked until it is empty, and no selector tells
 * which: at 50 packets a second and stream, asking rarely is what makes it cheap.
 */
public final class ReceiveLane {
    /** Datagrams of one socket in one pass; the others get their turn before a flooded one goes on. */
    private static final int BURST = 8 * ReceiveBatch.MOST;

    /** The most that is drained from a socket that never gets empty, because somebody floods it. */
    private static final int LONGEST_DRAIN = 16 * BURST;

    /** How long ago a stream's first datagrams may have come: its lane may be held up when its call begins. */
    private static final long FIRST_WAIT_NANOS = Duration.ofMinutes(1).toNanos();

    private static final Logger LOG = LoggerFactory.getLogger(ReceiveLane.class);

    private final MediaMeters meters;
    private final LogThrottle failures = new LogThrottle();
    private final LogThrottle drops = new LogThrottle();
    private final ReceiveBatch batch = new ReceiveBatch();
    private final List<Place> places = new ArrayList<>();
    private final Map<LaneStream, List<Place>> byStream = new HashMap<>();
    private int next;
    /** Sockets that this round has not come to yet. */
    private int left;

    /** Whether all that this round came to are empty. */
    private boolean empty = true;

    /** One socket among the others, and whose it is. */
    private static final class Place {
        private final MediaSocket socket;
        private final LaneCall call;
        private final LaneStream stream;
        private final boolean control;
        private int index;
        private int drained;
        private long emptyNanos;
        private long dropped;

        Place(MediaSocket socket, LaneCall call, LaneStream stream, boolean control, long sinceNanos) {
            this.socket = socket;
            this.call = call;
            this.stream = stream;
            this.control = control;
            this.emptyNanos = sinceNanos;
        }
    }

    public ReceiveLane(MediaMeters meters) {
        this.meters = meters;
    }

    /** Begins to read the stream's sockets. */
    void add(LaneCall call, LaneStream stream, long nowNanos) {
        long since = nowNanos - FIRST_WAIT_NANOS;
        PortLease lease = stream.lease();
        List<Place> added = new ArrayList<>(2);
        added.add(new Place(lease.rtp(), call, stream, false, since));
        if (!lease.isShared()) {
            added.add(new Place(lease.rtcp(), call, stream, true, since));
        }
        byStream.put(stream, added);
        added.forEach(this::append);
    }

    /**
     * Reads once more what the kernel holds for a stream and, when that is all in the sweep, forgets the stream. The
     * sockets stay open.
     *
     * @return false when the sweep is full: call again with the next one
     */
    boolean drain(LaneStream stream, Sweep sweep) {
        List<Place> leaving = byStream.getOrDefault(stream, List.of());
        for (Place place : leaving) {
            if (!drain(place, sweep)) {
                return false;
            }
        }
        countDrops(stream);
        byStream.remove(stream);
        leaving.forEach(this::remove);
        return true;
    }

    private boolean drain(Place place, Sweep sweep) {
        while (place.drained < LONGEST_DRAIN) {
            if (sweep.isFull()) {
                return false;
            }
            int before = sweep.size();
            if (read(place, sweep)) {
                return true;
            }
            place.drained += sweep.size() - before;
        }
        return true;
    }

    /** Adds what the kernel dropped of a stream since it was last asked to the stream's account. */
    void countDrops(LaneStream stream) {
        byStream.getOrDefault(stream, List.of()).forEach(this::countDrops);
    }

    private void countDrops(Place place) {
        try {
            OptionalLong dropped = place.socket.dropped();
            if (dropped.isPresent()) {
                long more = dropped.getAsLong() - place.dropped;
                place.dropped += more;
                place.call.accounting(place.stream.index()).addDroppedByKernel(more);
                tellDrops(place, more);
            }
        } catch (IOException e) {
            onFailure(place, e);
        }
    }

    /**
     * Reads what waits on all sockets, each once; a round that a full sweep broke off goes on where it was.
     *
     * @return false when more may be waiting
     */
    boolean sweep(Sweep sweep) {
        if (left == 0) {
            left = places.size();
            empty = true;
        }
        while (left > 0) {
            if (sweep.isFull()) {
                return false;
            }
            left--;
            readNext(sweep);
        }
        return empty;
    }

    private void readNext(Sweep sweep) {
        if (next >= places.size()) {
            next = 0;
        }
        if (next < places.size()) {
            empty &= read(places.get(next), sweep);
            next++;
        }
    }

    /** Whether the socket is empty now. */
    private boolean read(Place place, Sweep sweep) {
        long waited = sweep.nowNanos() - place.emptyNanos;
        try {
            for (int left = BURST; left > 0 && !sweep.isFull(); ) {
                int most = Math.min(left, Math.min(sweep.roomForLongest(), ReceiveBatch.MOST));
                int read = place.socket.receive(batch, most);
                sweep.add(place.call, place.stream, place.control, batch, read, waited);
                if (read < most) {
                    place.emptyNanos = sweep.nowNanos();
                    return true;
                }
                left -= read;
            }
            return false;
        } catch (IOException | RuntimeException e) {
            onFailure(place, e);
            return true;
        }
    }

    private void append(Place place) {
        place.index = places.size();
        places.add(place);
    }

    /** The last one takes its place, so that this costs the same among thousands. */
    private void remove(Place place) {
        Place last = places.removeLast();
        if (last != place) {
            places.set(place.index, last);
            last.index = place.index;
        }
    }

    private void tellDrops(Place place, long dropped) {
        if (dropped == 0) {
            return;
        }
        meters.droppedByKernel(dropped);
        if (drops.permits(System.nanoTime())) {
            LOG.atWarn()
                    .addKeyValue("recording", place.call.recording())
                    .addKeyValue("stream", place.stream.index())
                    .addKeyValue("dropped", dropped)
                    .log("a media socket's buffer overflowed: this node was held up, or the stream is flooded");
        }
    }

    /** A socket that fails costs its own stream only; it is asked again, since most such errors pass. */
    private void onFailure(Place place, Exception e) {
        meters.socketFailed();
        if (failures.permits(System.nanoTime())) {
            LOG.atWarn()
                    .addKeyValue("recording", place.call.recording())
                    .addKeyValue("stream", place.stream.index())
                    .setCause(e)
                    .log("a media socket cannot be read");
        }
    }
}
