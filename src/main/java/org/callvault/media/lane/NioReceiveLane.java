package org.callvault.media.lane;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads with plain NIO: each socket is asked until it is empty. No selector: at 50 packets a second and stream, asking
 * rarely is what makes it cheap.
 */
public final class NioReceiveLane implements ReceiveLane {
    /** Datagrams of one socket in one pass; the others get their turn before a flooded one goes on. */
    static final int BURST = 512;

    /** The most that is drained from a socket that never gets empty, because somebody floods it. */
    private static final int LONGEST_DRAIN = 16 * BURST;

    private static final Logger LOG = LoggerFactory.getLogger(NioReceiveLane.class);

    private final MediaMeters meters;
    private final LogThrottle failures = new LogThrottle();
    private final List<Socket> sockets = new ArrayList<>();
    private final Map<LaneStream, List<Socket>> byStream = new HashMap<>();
    private int next;

    /** One socket and whose it is. */
    private static final class Socket {
        private final DatagramChannel channel;
        private final LaneCall call;
        private final LaneStream stream;
        private int drained;

        Socket(DatagramChannel channel, LaneCall call, LaneStream stream) {
            this.channel = channel;
            this.call = call;
            this.stream = stream;
        }
    }

    public NioReceiveLane(MediaMeters meters) {
        this.meters = meters;
    }

    @Override
    public void add(LaneCall call, LaneStream stream) {
        List<Socket> added = new ArrayList<>(2);
        added.add(new Socket(stream.lease().rtp(), call, stream));
        if (!stream.lease().isShared()) {
            added.add(new Socket(stream.lease().rtcp(), call, stream));
        }
        byStream.put(stream, added);
        sockets.addAll(added);
    }

    @Override
    public boolean drain(LaneStream stream, Sweep sweep) {
        List<Socket> leaving = byStream.getOrDefault(stream, List.of());
        for (Socket socket : leaving) {
            if (!drain(socket, sweep)) {
                return false;
            }
        }
        byStream.remove(stream);
        sockets.removeAll(leaving);
        return true;
    }

    private boolean drain(Socket socket, Sweep sweep) {
        while (socket.drained < LONGEST_DRAIN) {
            if (sweep.isFull()) {
                return false;
            }
            int before = sweep.size();
            if (read(socket, sweep)) {
                return true;
            }
            socket.drained += sweep.size() - before;
        }
        return true;
    }

    @Override
    public boolean sweep(Sweep sweep) {
        boolean empty = true;
        for (int left = sockets.size(); left > 0; left--) {
            if (sweep.isFull()) {
                return false;
            }
            if (next >= sockets.size()) {
                next = 0;
            }
            empty &= read(sockets.get(next), sweep);
            next++;
        }
        return empty;
    }

    /** Whether the socket is empty now. */
    private boolean read(Socket socket, Sweep sweep) {
        try {
            for (int burst = 0; burst < BURST && !sweep.isFull(); burst++) {
                ByteBuffer room = sweep.room();
                int start = room.position();
                SocketAddress source = socket.channel.receive(room);
                if (source == null) {
                    return true;
                }
                sweep.add(socket.call, socket.stream, source, room.position() - start);
            }
            return false;
        } catch (IOException | RuntimeException e) {
            onFailure(socket, e);
            return true;
        }
    }

    /** A socket that fails costs its own stream only; it is asked again, since most such errors pass. */
    private void onFailure(Socket socket, Exception e) {
        meters.socketFailed();
        if (failures.permits(System.nanoTime())) {
            LOG.atWarn()
                    .addKeyValue("recording", socket.call.recording())
                    .addKeyValue("stream", socket.stream.index())
                    .setCause(e)
                    .log("a media socket cannot be read");
        }
    }
}
