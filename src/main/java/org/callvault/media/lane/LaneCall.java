package org.callvault.media.lane;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.callvault.media.stream.Outcome;
import org.callvault.media.stream.StreamAccounting;
import org.jspecify.annotations.Nullable;

/**
 * One call as its lane knows it. Actors hold it as a handle and touch nothing but {@link #recording}, {@link #durable},
 * {@link #acknowledge} and {@link #askToFinish}; all else belongs to the lane's receive side.
 */
public final class LaneCall {
    private final String recording;
    private final String cname;
    private final CompletableFuture<List<StreamAccount>> durable = new CompletableFuture<>();
    private final AtomicBoolean finishing = new AtomicBoolean();
    private final Map<Integer, LaneStream> streams = new HashMap<>();
    private final Map<Integer, StreamAccounting> accountings = new TreeMap<>();
    private volatile boolean acknowledged;
    private boolean open;

    /** @param cname names all streams of the call in RTCP (RFC 7022, 4.2: random, so that it tells nothing) */
    public LaneCall(String recording, String cname) {
        this.recording = recording;
        this.cname = cname;
    }

    public String recording() {
        return recording;
    }

    /** Completes with the last account when all that was received is durable and the recording ended in the sink. */
    public CompletableFuture<List<StreamAccount>> durable() {
        return durable;
    }

    String cname() {
        return cname;
    }

    /** The SRC has acknowledged our answer. May be called from any thread. */
    public void acknowledge() {
        acknowledged = true;
    }

    boolean isAcknowledged() {
        return acknowledged;
    }

    /** True for whoever asks first. */
    boolean askToFinish() {
        return finishing.compareAndSet(false, true);
    }

    /** From now on the sink may hold something of it. */
    void open() {
        open = true;
    }

    boolean isOpen() {
        return open;
    }

    /** The counters of an m-line, kept when its ports change. */
    StreamAccounting accounting(int index) {
        return accountings.computeIfAbsent(index, _ -> new StreamAccounting());
    }

    void put(LaneStream stream) {
        streams.put(stream.index(), stream);
    }

    @Nullable
    LaneStream stream(int index) {
        return streams.get(index);
    }

    boolean has(LaneStream stream) {
        return streams.get(stream.index()) == stream;
    }

    void remove(LaneStream stream) {
        streams.remove(stream.index(), stream);
    }

    Collection<LaneStream> streams() {
        return List.copyOf(streams.values());
    }

    List<StreamAccount> account() {
        List<StreamAccount> account = new ArrayList<>(accountings.size());
        accountings.forEach((index, counted) -> account.add(accountOf(index, counted)));
        return account;
    }

    private static StreamAccount accountOf(int index, StreamAccounting counted) {
        OptionalLong dropped = counted.droppedByKernel();
        return new StreamAccount(
                index,
                counted.count(Outcome.RTP),
                counted.lost(),
                counted.late(),
                counted.count(Outcome.DUPLICATE),
                counted.count(Outcome.PAUSED),
                counted.count(Outcome.RTCP),
                counted.rejected(),
                counted.jitter(),
                counted.lastPacketMicros(),
                dropped.isPresent() ? dropped.getAsLong() : null);
    }
}
