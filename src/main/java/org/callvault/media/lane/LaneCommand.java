package org.callvault.media.lane;

import java.util.List;
import org.callvault.media.port.PortLease;
import org.callvault.media.stream.HandshakeInlet;
import org.callvault.media.stream.RemoteSide;
import org.callvault.srtp.SrtpReceiver;
import org.callvault.srtp.SrtpSender;
import org.jspecify.annotations.Nullable;

/**
 * What actors ask of a lane. Carried out in order, between two sweeps, so a packet sees the state before or after,
 * never between.
 */
public sealed interface LaneCommand {
    LaneCall call();

    /** Streams come, change and go. Those that go are read once more before their sockets close. */
    record Change(LaneCall call, List<Addition> added, List<Revision> revised, List<Integer> removed)
            implements LaneCommand {}

    /** A new stream; both sides' srtp is null for RTP/AVP, and until the handshake is over. Takes the place of a stream of that index, which is drained. */
    record Addition(
            int index,
            PortLease lease,
            @Nullable SrtpReceiver srtp,
            @Nullable SrtpSender reports,
            @Nullable HandshakeInlet handshake,
            boolean receiving,
            RemoteSide remote) {}

    /** A stream that keeps its ports. */
    record Revision(
            int index,
            Rekeying<SrtpReceiver> srtp,
            Rekeying<SrtpSender> reports,
            @Nullable HandshakeInlet handshake,
            boolean receiving,
            RemoteSide remote) {}

    /** Whether a direction of a stream gets another key; with none it is RTP/AVP from now on. */
    record Rekeying<T extends AutoCloseable>(
            boolean rekeyed, @Nullable T key) {}

    /**
     * A handshake gave keys; dropped where the stream has another by now.
     *
     * @param control of RTCP alone, whose port has an association of its own
     */
    record Keyed(
            LaneCall call, int index, HandshakeInlet handshake, boolean control, SrtpReceiver theirs, SrtpSender ours)
            implements LaneCommand, AutoCloseable {
        /** Wipes keys that were not taken. */
        @Override
        public void close() {
            theirs.close();
            ours.close();
        }
    }

    /** Appends a description entry. */
    record Describe(LaneCall call, byte[] description) implements LaneCommand {}

    /** Appends an account entry. */
    record WriteAccount(LaneCall call) implements LaneCommand {}

    /**
     * Drains and removes all streams, appends the account, ends the recording; then {@link LaneCall#durable} completes.
     */
    record Finish(LaneCall call) implements LaneCommand {}
}
