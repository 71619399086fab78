package org.callvault.media.socket;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;

/**
 * The kernel's buffer of one socket, which is what carries a stream over a stall of this node.
 *
 * @param asked bytes that the settings ask for
 * @param granted bytes that the kernel gives, at most net.core.rmem_max
 */
public record ReceiveBuffer(int asked, int granted) {
    /** A stall that must lose nothing: a full collection, a disk that hangs, a machine that is moved. */
    private static final Duration STALL = Duration.ofSeconds(1);

    /** Audio in packets of 10 ms, the shortest that are usual. */
    private static final int PACKETS_A_SECOND = 100;

    /** What the kernel charges for a datagram of audio that came over a usual network card; over loopback it is 832. */
    private static final int BYTES_A_PACKET = 2304;

    /** The kernel doubles what it is asked for, so that its own overhead does not count. */
    private static final int DOUBLING = 2;

    /** Enough to ask for. */
    private static final int ENOUGH = (int) STALL.toSeconds() * PACKETS_A_SECOND * BYTES_A_PACKET / DOUBLING;

    /** Opens a socket for a moment, and looks. */
    public static ReceiveBuffer probe(MediaSockets sockets, InetAddress address, int asked) throws IOException {
        try (MediaSocket socket = sockets.open(address, 0, asked)) {
            return new ReceiveBuffer(asked, socket.receiveBuffer());
        }
    }

    /** How long a stall of this node may be before a stream of 100 packets a second loses one. */
    public Duration carries() {
        long packets = (long) granted * DOUBLING / BYTES_A_PACKET;
        return Duration.ofMillis(packets * 1000 / PACKETS_A_SECOND);
    }

    public boolean isEnough() {
        return granted >= ENOUGH;
    }

    /** What it is, without a stop. */
    public String found() {
        return "each socket gets " + granted + " of the " + asked
                + " bytes that are asked for, which carries a stream of " + PACKETS_A_SECOND
                + " packets a second over a stall of " + carries().toMillis() + " ms";
    }

    /** What to do where that is not enough, without a stop. */
    public String remedy() {
        return asked < ENOUGH
                ? "Set callvault.media.receive-buffer to " + ENOUGH + " bytes or more"
                : "Run sysctl -w net.core.rmem_max=" + asked
                        + ", and write the same into a file of /etc/sysctl.d to keep it";
    }
}
