package org.callvault.recording.render;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Brings the packets of one source into the order of their numbers, which is not always that of their arrival: where one is
 * missing, some that came after it wait for it.
 */
final class PacketOrder<T> {
    /** Packets that wait for one that is missing. */
    static final int WINDOW = 64;

    private final TreeMap<Long, T> waiting = new TreeMap<>();
    private long last = Long.MIN_VALUE;

    /** Whether a packet's turn is over: those after it did not wait any longer. */
    boolean isLate(long sequence) {
        return sequence <= last;
    }

    /** Takes a packet that is not late, and returns those whose turn it is. */
    List<T> add(long sequence, T packet) {
        waiting.put(sequence, packet);
        List<T> ready = new ArrayList<>(1);
        while (!waiting.isEmpty() && (waiting.firstKey() == last + 1 || waiting.size() > WINDOW)) {
            ready.add(next());
        }
        return ready;
    }

    /** Those that still wait: nothing more comes. */
    List<T> rest() {
        List<T> rest = new ArrayList<>(waiting.size());
        while (!waiting.isEmpty()) {
            rest.add(next());
        }
        return rest;
    }

    private T next() {
        last = waiting.firstKey();
        return waiting.pollFirstEntry().getValue();
    }
}
