package org.callvault.media.port;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import org.callvault.media.socket.MediaSocket;
import org.callvault.media.socket.MediaSockets;
import org.jspecify.annotations.Nullable;

/**
 * The media ports of this node: pairs (RTP even, RTCP odd; RFC 3550, section 11) or single ports for rtcp-mux.
 *
 * <p>Ports are taken in turn and rest after use, so that what an SRC still sends to an ended call does not reach the
 * next one. Ports that another process holds are skipped, and rest as well. May be used from any thread.
 */
public final class PortLeases {
    /** How long a port rests: longer than a packet that is under way, shorter than a busy node can do without it. */
    public static final Duration REST = Duration.ofSeconds(10);

    private final MediaSockets sockets;
    private final InetAddress bind;
    private final int receiveBuffer;
    private final int first;
    private final Port[] ports;
    private int next;
    private int leased;

    /** What is known about one port. */
    private static final class Port {
        private boolean taken;
        private boolean resting;
        private long restsUntilNanos;

        boolean isFree(long nowNanos) {
            if (resting && nowNanos - restsUntilNanos >= 0) {
                resting = false;
            }
            return !taken && !resting;
        }

        void rest(long nowNanos) {
            taken = false;
            resting = true;
            restsUntilNanos = nowNanos + REST.toNanos();
        }
    }

    /**
     * @param receiveBuffer asked for each socket, bytes
     * @param portMin first port of the range, inclusive
     * @param portMax last port of the range, inclusive
     */
    public PortLeases(MediaSockets sockets, InetAddress bind, int receiveBuffer, int portMin, int portMax) {
        if (portMin < 1 || portMax > 65535 || portMax < portMin) {
            throw new IllegalArgumentException("no range of ports: " + portMin + " to " + portMax);
        }
        this.sockets = sockets;
        this.bind = bind;
        this.receiveBuffer = receiveBuffer;
        this.first = portMin;
        this.ports = new Port[portMax - portMin + 1];
        Arrays.setAll(ports, index -> new Port());
    }

    /**
     * Takes and binds the next free port or pair.
     *
     * @param shared one port for RTP and RTCP
     * @param nowNanos of a monotonic clock
     */
    public synchronized Leasing lease(boolean shared, long nowNanos) {
        try {
            for (int tried = 0; tried < ports.length; tried++) {
                int index = next;
                next = (next + 1) % ports.length;
                PortLease lease = shared ? tryOne(index, nowNanos) : tryPair(index, nowNanos);
                if (lease != null) {
                    return lease;
                }
            }
        } catch (IOException e) {
            return new Leasing.Failed("no socket on " + bind.getHostAddress() + ": " + e.getMessage());
        }
        return new Leasing.Exhausted(
                "all ports from " + first + " to " + (first + ports.length - 1) + " are in use or resting");
    }

    /** Closes the sockets, once; their ports rest before they are leased again. */
    public synchronized void release(PortLease lease, long nowNanos) {
        if (!lease.rtp().isOpen()) {
            return;
        }
        lease.rtp().close();
        give(lease.rtpPort(), nowNanos);
        if (!lease.isShared()) {
            lease.rtcp().close();
            give(lease.rtcpPort(), nowNanos);
        }
    }

    /** How many ports are leased now. */
    public synchronized int leased() {
        return leased;
    }

    private @Nullable PortLease tryOne(int index, long nowNanos) throws IOException {
        MediaSocket socket = ports[index].isFree(nowNanos) ? bind(index, nowNanos) : null;
        return socket == null ? null : PortLease.shared(socket, first + index);
    }

    private @Nullable PortLease tryPair(int index, long nowNanos) throws IOException {
        boolean even = (first + index) % 2 == 0;
        if (!even
                || index + 1 == ports.length
                || !ports[index].isFree(nowNanos)
                || !ports[index + 1].isFree(nowNanos)) {
            return null;
        }
        MediaSocket rtp = bind(index, nowNanos);
        if (rtp == null) {
            return null;
        }
        MediaSocket rtcp = null;
        try {
            rtcp = bind(index + 1, nowNanos);
        } finally {
            if (rtcp == null) {
                rtp.close();
                ports[index].taken = false;
                leased--;
            }
        }
        return rtcp == null ? null : new PortLease(rtp, rtcp, first + index, first + index + 1);
    }

    /** Null, and the port rests, where somebody else holds it. */
    private @Nullable MediaSocket bind(int index, long nowNanos) throws IOException {
        MediaSocket socket;
        try {
            socket = sockets.open(bind, first + index, receiveBuffer);
        } catch (BindException held) {
            ports[index].rest(nowNanos);
            return null;
        }
        ports[index].taken = true;
        leased++;
        return socket;
    }

    private void give(int number, long nowNanos) {
        Port port = ports[number - first];
        if (port.taken) {
            port.rest(nowNanos);
            leased--;
        }
    }
}
