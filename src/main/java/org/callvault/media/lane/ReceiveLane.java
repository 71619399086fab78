package org.callvault.media.lane;

/**
 * How a lane reads its sockets; used from one thread at a time. An interface, because what costs most on the packet
 * path is how the kernel is asked: {@link NioReceiveLane} works everywhere.
 */
interface ReceiveLane {
    /** Begins to read the stream's sockets. */
    void add(LaneCall call, LaneStream stream);

    /**
     * Reads once more what the kernel holds for a stream and, when that is all in the sweep, forgets the stream. The
     * sockets stay open.
     *
     * @return false when the sweep is full: call again with the next one
     */
    boolean drain(LaneStream stream, Sweep sweep);

    /**
     * Reads what waits on all sockets.
     *
     * @return false when more may be waiting
     */
    boolean sweep(Sweep sweep);
}
