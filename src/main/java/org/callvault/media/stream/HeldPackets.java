package org.callvault.media.stream;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * The latest packets of a stream that failed authentication. An SRC may use a new key before the description that tells
 * it is here; then they are authentic after all. Few and short-lived, so a flood of forgeries costs no memory.
 */
final class HeldPackets {
    /** Over half a second of one stream: what comes between two sweeps, and while signalling is on its way. */
    static final int MOST = 32;

    private static final Duration LONGEST = Duration.ofSeconds(2);

    private final Deque<Held> held = new ArrayDeque<>();

    private record Held(Undeciphered packet, long sinceNanos) {}

    /** Copies a packet; the oldest makes room for it. */
    void keep(
            byte[] buffer,
            int offset,
            int length,
            SocketAddress source,
            long arrivalMicros,
            Outcome outcome,
            long nowNanos) {
        if (held.size() == MOST) {
            held.removeFirst();
        }
        byte[] datagram = Arrays.copyOfRange(buffer, offset, offset + length);
        held.addLast(new Held(new Undeciphered(datagram, source, arrivalMicros, outcome), nowNanos));
    }

    /** Gives up what is young enough, in the order in which it came, and forgets the rest. */
    List<Undeciphered> take(long nowNanos) {
        List<Undeciphered> taken = new ArrayList<>();
        for (Held each : held) {
            if (nowNanos - each.sinceNanos() <= LONGEST.toNanos()) {
                taken.add(each.packet());
            }
        }
        held.clear();
        return taken;
    }
}
