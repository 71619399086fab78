package org.callvault.media;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.callvault.dtls.DtlsEndpoint;
import org.callvault.media.lane.Lane;
import org.callvault.media.lane.LaneCall;
import org.callvault.media.lane.LaneCommand;
import org.callvault.media.lane.MediaMeters;
import org.callvault.media.port.Leasing;
import org.callvault.media.port.PortLease;
import org.callvault.media.port.PortLeases;
import org.callvault.media.stream.RemoteSide;
import org.callvault.srtp.SrtpKeyParams;
import org.callvault.srtp.SrtpReceiver;
import org.callvault.srtp.SrtpSender;
import org.jspecify.annotations.Nullable;

/**
 * The streams of one call as its actor knows them: brings them from one plan to the next, all or nothing. New ports are
 * bound before anything old changes.
 */
final class CallStreams {
    private final LaneCall call;
    private final Lane lane;
    private final PortLeases leases;
    private final int most;
    private final LongSupplier nanos;
    private final DtlsEndpoint endpoint;
    private final MediaMeters meters;
    private boolean acknowledged;
    private Map<Integer, Open> open = new TreeMap<>();

    /**
     * A stream that the lane has or will have; the plan's key is a copy of ours, whatever its sender does with its own.
     */
    private record Open(
            StreamPlan plan, PortLease lease, @Nullable StreamHandshakes handshakes) {
        StreamPorts ports() {
            return new StreamPorts(plan.index(), lease.rtpPort(), plan.rtcpMux() ? lease.rtpPort() : lease.rtcpPort());
        }
    }

    /** Why the streams are as before. */
    static final class Refusal extends Exception {
        private final MediaRefusal reason;

        Refusal(MediaRefusal reason, String detail) {
            super(detail, null, false, false);
            this.reason = reason;
        }

        MediaRefusal reason() {
            return reason;
        }

        String detail() {
            return Objects.requireNonNullElse(getMessage(), "");
        }
    }

    /**
     * @param most streams that one call may have
     * @param nanos a monotonic clock
     * @param endpoint what keys streams by DTLS
     */
    CallStreams(
            LaneCall call,
            Lane lane,
            PortLeases leases,
            int most,
            LongSupplier nanos,
            DtlsEndpoint endpoint,
            MediaMeters meters) {
        this.call = call;
        this.lane = lane;
        this.leases = leases;
        this.most = most;
        this.nanos = nanos;
        this.endpoint = endpoint;
        this.meters = meters;
    }

    /**
     * Brings the streams to this plan. The lane carries it out before it reads again, so what arrives after this
     * returns is already taken by the new plan: nobody needs to wait for it.
     *
     * @return the ports, in the order of the plan
     * @throws Refusal when the streams are as before
     */
    List<StreamPorts> bring(List<StreamPlan> plan) throws Refusal {
        if (plan.size() > most) {
            throw new Refusal(MediaRefusal.TOO_MANY_STREAMS, plan.size() + " streams asked for, " + most + " allowed");
        }
        List<PortLease> fresh = new ArrayList<>();
        Map<Integer, Open> next = Map.of();
        boolean accepted = false;
        try {
            next = lease(plan, fresh);
            Map<Integer, Open> brought = next;
            if (!lane.offer(change(next))) {
                throw new Refusal(MediaRefusal.FAILED, "the media lane is overloaded or stopping");
            }
            accepted = true;
            forgetKeys(next);
            closeHandshakes(open, next);
            open = next;
            connect();
            return plan.stream().map(stream -> portsOf(brought, stream)).toList();
        } finally {
            if (!accepted) {
                closeHandshakes(next, open);
                fresh.forEach(lease -> leases.release(lease, nanos.getAsLong()));
            }
        }
    }

    /** What the streams go by; the keys are copies. */
    List<StreamPlan> plans() {
        return open.values().stream().map(Open::plan).map(PlanKeys::copied).toList();
    }

    List<StreamPorts> ports() {
        return open.values().stream().map(Open::ports).toList();
    }

    /** The SRC has our answer, so it expects the handshakes that we begin; nobody else would be sent one. */
    void acknowledge() {
        acknowledged = true;
        connect();
    }

    private void connect() {
        if (acknowledged) {
            for (Open stream : open.values()) {
                if (stream.handshakes() != null) {
                    stream.handshakes().connect(stream.plan());
                }
            }
        }
    }

    /** Ends the handshakes of the first that the second does not have. */
    private static void closeHandshakes(Map<Integer, Open> leaving, Map<Integer, Open> staying) {
        leaving.forEach((index, stream) -> {
            Open kept = staying.get(index);
            if (stream.handshakes() != null && (kept == null || kept.handshakes() != stream.handshakes())) {
                stream.handshakes().close();
            }
        });
    }

    /** Wipes the keys; the call is over. */
    void close() {
        forgetKeys(Map.of());
        closeHandshakes(open, Map.of());
        open = Map.of();
    }

    private Map<Integer, Open> lease(List<StreamPlan> plan, List<PortLease> fresh) throws Refusal {
        Map<Integer, Open> next = new TreeMap<>();
        for (StreamPlan stream : plan) {
            Open old = open.get(stream.index());
            PortLease lease = old != null && keepsPorts(old, stream) ? old.lease() : lease(stream, fresh);
            Open opened = new Open(
                    PlanKeys.kept(stream, old == null ? null : old.plan()), lease, handshakes(stream, old, lease));
            if (next.put(stream.index(), opened) != null) {
                throw new Refusal(MediaRefusal.FAILED, "m-line " + stream.index() + " is in the plan twice");
            }
        }
        return next;
    }

    /** Those that there are, as long as the descriptions mean the same association on the same ports. */
    private @Nullable StreamHandshakes handshakes(StreamPlan stream, @Nullable Open old, PortLease lease) {
        DtlsPlan plan = stream.dtls();
        if (plan == null) {
            return null;
        }
        return old != null && goesOn(old, stream, plan, lease)
                ? old.handshakes()
                : new StreamHandshakes(endpoint, meters, call, lane, stream, plan, lease);
    }

    private static boolean goesOn(Open old, StreamPlan stream, DtlsPlan plan, PortLease lease) {
        DtlsPlan before = old.plan().dtls();
        return before != null
                && before.goesOnAs(plan)
                && old.lease().equals(lease)
                && old.plan().rtcpMux() == stream.rtcpMux();
    }

    private PortLease lease(StreamPlan stream, List<PortLease> fresh) throws Refusal {
        return switch (leases.lease(stream.rtcpMux(), nanos.getAsLong())) {
            case PortLease lease -> {
                fresh.add(lease);
                yield lease;
            }
            case Leasing.Exhausted exhausted -> throw new Refusal(MediaRefusal.PORTS_EXHAUSTED, exhausted.detail());
            case Leasing.Failed failed -> throw new Refusal(MediaRefusal.FAILED, failed.detail());
        };
    }

    /** A pair serves a stream that now multiplexes; one port does not serve one that no longer does. */
    private static boolean keepsPorts(Open old, StreamPlan stream) {
        return stream.rtcpMux() || !old.lease().isShared();
    }

    private LaneCommand.Change change(Map<Integer, Open> next) {
        List<LaneCommand.Addition> added = new ArrayList<>();
        List<LaneCommand.Revision> revised = new ArrayList<>();
        next.forEach((index, stream) -> {
            Open old = open.get(index);
            if (old == null || !old.lease().equals(stream.lease())) {
                added.add(addition(stream));
            } else if (!old.plan().equals(stream.plan())) {
                revised.add(revision(old, stream));
            }
        });
        List<Integer> removed =
                open.keySet().stream().filter(index -> !next.containsKey(index)).toList();
        return new LaneCommand.Change(call, added, revised, removed);
    }

    private static LaneCommand.Addition addition(Open stream) {
        StreamPlan plan = stream.plan();
        return new LaneCommand.Addition(
                plan.index(),
                stream.lease(),
                receiver(plan.remoteKeys()),
                sender(plan.localKeys()),
                stream.handshakes(),
                plan.receiving(),
                remote(plan));
    }

    /** A key that did not change keeps its contexts, and with them the roll-over counter. */
    private static LaneCommand.Revision revision(Open old, Open stream) {
        StreamPlan plan = stream.plan();
        // Keys of a handshake are not the plan's: they stay until another one, or what the descriptions say next.
        boolean byHandshake = plan.dtls() != null;
        boolean was = old.plan().dtls() != null;
        boolean theirs = !byHandshake && (was || old.plan().remoteKeys() != plan.remoteKeys());
        boolean ours = !byHandshake && (was || old.plan().localKeys() != plan.localKeys());
        return new LaneCommand.Revision(
                plan.index(),
                new LaneCommand.Rekeying<>(theirs, theirs ? receiver(plan.remoteKeys()) : null),
                new LaneCommand.Rekeying<>(ours, ours ? sender(plan.localKeys()) : null),
                stream.handshakes(),
                plan.receiving(),
                remote(plan));
    }

    private static RemoteSide remote(StreamPlan plan) {
        InetAddress address = plan.remote();
        return new RemoteSide(
                plan.rtcpMux(), address == null ? null : new InetSocketAddress(address, plan.remoteRtcpPort()));
    }

    private static @Nullable SrtpSender sender(@Nullable SrtpKeyParams key) {
        return key == null ? null : new SrtpSender(key);
    }

    private static @Nullable SrtpReceiver receiver(@Nullable SrtpKeyParams key) {
        return key == null ? null : new SrtpReceiver(key);
    }

    /** Wipes the keys that the next plan no longer has. */
    private void forgetKeys(Map<Integer, Open> next) {
        open.forEach((index, stream) -> {
            Open kept = next.get(index);
            PlanKeys.forget(stream.plan(), kept == null ? null : kept.plan());
        });
    }

    private static StreamPorts portsOf(Map<Integer, Open> streams, StreamPlan stream) {
        return Objects.requireNonNull(streams.get(stream.index())).ports();
    }
}
