package org.callvault.media.lane;

import org.callvault.media.port.PortLease;
import org.callvault.media.stream.StreamReceiver;

/** One stream in a lane: its sockets and what it makes of their datagrams. Used by the lane's receive side only. */
final class LaneStream {
    private final int index;
    private final PortLease lease;
    private final StreamReceiver receiver;

    LaneStream(int index, PortLease lease, StreamReceiver receiver) {
        this.index = index;
        this.lease = lease;
        this.receiver = receiver;
    }

    /** Of the m-line. */
    int index() {
        return index;
    }

    PortLease lease() {
        return lease;
    }

    StreamReceiver receiver() {
        return receiver;
    }
}
