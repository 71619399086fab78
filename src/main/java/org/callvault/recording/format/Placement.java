package org.callvault.recording.format;

/**
 * Where a packet belongs.
 *
 * @param extendedSequence sequence number without wraparound, comparable within its epoch only
 * @param ticks timestamp units since the first packet of the epoch
 */
record Placement(Epoch epoch, long extendedSequence, long ticks, Order order) {
    /** How the packet came in. */
    enum Order {
        IN_ORDER,
        LATE,
        DUPLICATE
    }
}
