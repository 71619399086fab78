package org.callvault.media;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.callvault.dtls.DtlsAssociation;
import org.callvault.dtls.DtlsEndpoint;
import org.callvault.dtls.DtlsFailure;
import org.callvault.dtls.DtlsKeys;
import org.callvault.dtls.DtlsListener;
import org.callvault.media.lane.Lane;
import org.callvault.media.lane.LaneCall;
import org.callvault.media.lane.LaneCommand;
import org.callvault.media.lane.MediaMeters;
import org.callvault.media.port.PortLease;
import org.callvault.media.socket.MediaSocket;
import org.callvault.media.stream.HandshakeInlet;
import org.callvault.srtp.SrtpReceiver;
import org.callvault.srtp.SrtpSender;
import org.jspecify.annotations.Nullable;

/** The DTLS associations of one stream: one for its port, or one for each where RTCP has its own (RFC 5764, section 4.1). */
final class StreamHandshakes implements HandshakeInlet, AutoCloseable {
    private final LaneCall call;
    private final Lane lane;
    private final int index;
    private final MediaMeters meters;
    private final DtlsAssociation rtp;
    private final @Nullable DtlsAssociation control;

    StreamHandshakes(
            DtlsEndpoint endpoint,
            MediaMeters meters,
            LaneCall call,
            Lane lane,
            StreamPlan stream,
            DtlsPlan plan,
            PortLease lease) {
        this.call = call;
        this.lane = lane;
        this.index = stream.index();
        this.meters = meters;
        this.rtp = associate(endpoint, plan, lease.rtp(), false);
        this.control = stream.rtcpMux() ? null : associate(endpoint, plan, lease.rtcp(), true);
    }

    private DtlsAssociation associate(DtlsEndpoint endpoint, DtlsPlan plan, MediaSocket socket, boolean ofControl) {
        return endpoint.associate(
                plan.role(), plan.expected(), (datagram, to) -> send(socket, datagram, to), new DtlsListener() {
                    @Override
                    public void keyed(DtlsKeys keys) {
                        install(keys, ofControl);
                    }

                    @Override
                    public void failed(DtlsFailure reason) {
                        meters.handshakeFailed(reason.label());
                    }
                });
    }

    /** What cannot be sent is lost, and sent again as what networks lose. */
    private void send(MediaSocket socket, ByteBuffer datagram, InetSocketAddress to) {
        try {
            boolean _ = socket.send(datagram, to);
        } catch (IOException e) {
            meters.handshakeFailed("not_sent");
        }
    }

    private void install(DtlsKeys keys, boolean ofControl) {
        LaneCommand.Keyed keyed = new LaneCommand.Keyed(
                call, index, this, ofControl, new SrtpReceiver(keys.theirs()), new SrtpSender(keys.ours()));
        if (lane.offer(keyed)) {
            meters.handshakeDone();
        } else {
            keyed.close();
            meters.handshakeFailed("lane_overloaded");
        }
    }

    /** Begins, where we are the client and know where; again after it came to nothing. */
    void connect(StreamPlan stream) {
        DtlsPlan plan = stream.dtls();
        InetAddress address = stream.remote();
        if (plan == null || address == null) {
            return;
        }
        if (plan.remotePort() > 0) {
            rtp.connect(new InetSocketAddress(address, plan.remotePort()));
        }
        if (control != null && stream.remoteRtcpPort() > 0) {
            control.connect(new InetSocketAddress(address, stream.remoteRtcpPort()));
        }
    }

    @Override
    public boolean take(byte[] buffer, int offset, int length, SocketAddress source, boolean ofControl) {
        DtlsAssociation association = ofControl && control != null ? control : rtp;
        return association.receive(buffer, offset, length, source);
    }

    @Override
    public void close() {
        rtp.close();
        if (control != null) {
            control.close();
        }
    }
}
