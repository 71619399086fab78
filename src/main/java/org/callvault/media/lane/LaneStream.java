package org.callvault.media.lane;

import org.callvault.media.port.PortLease;
import org.callvault.media.stream.StreamReceiver;
import org.callvault.media.stream.StreamReporter;

/** One stream in a lane: its sockets, what it makes of their datagrams, and what it reports of them. Used by the lane's receive side only. */
final class LaneStream {
    private final int index;
    private final PortLease lease;
    private final StreamReceiver receiver;
    private final StreamReporter reporter;

    LaneStream(int index, PortLease lease, StreamReceiver receiver, StreamReporter reporter) {
        this.index = index;
        this.lease = lease;
        this.receiver = receiver;
        this.reporter = reporter;
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

    StreamReporter reporter() {
        return reporter;
    }

    /** Wipes the keys of both directions. */
    void close() {
        receiver.close();
        reporter.close();
    }
}
