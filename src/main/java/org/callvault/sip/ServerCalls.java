package org.callvault.sip;

import gov.nist.javax.sip.header.Via;
import gov.nist.javax.sip.message.SIPRequest;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The requests that wait for a session's answer, and the 2xx that may have to be repeated. Bounded; safe for all threads. */
final class ServerCalls {
    /** Some 30 seconds of 2,000 INVITEs a second. */
    static final int CAPACITY = 65_536;

    /** What became of an attempt to add one. */
    enum Added {
        NEW,
        KNOWN,
        FULL
    }

    private final ConcurrentHashMap<String, ServerCall> calls = new ConcurrentHashMap<>();
    private final AtomicInteger size = new AtomicInteger();
    private final int capacity;

    ServerCalls(int capacity) {
        this.capacity = capacity;
    }

    /**
     * Names a request's transaction as RFC 3261, 17.2.3 matches it, and by its source besides.
     *
     * @param method INVITE for a CANCEL that is looking for its INVITE
     */
    static String key(SIPRequest request, String method) {
        Via via = request.getTopmostVia();
        String source = request.getPeerPacketSourceAddress().getHostAddress();
        String branch = via.getBranch();
        String name = branch != null && branch.startsWith("z9hG4bK")
                ? branch + " " + via.getSentBy().encode()
                : request.getCallId().getCallId() + " " + request.getCSeq().getSeqNumber() + " " + request.getFromTag();
        return method + " " + source + " " + name;
    }

    @Nullable
    ServerCall find(String key) {
        return calls.get(key);
    }

    boolean isFull() {
        return size.get() >= capacity;
    }

    Added add(ServerCall call) {
        if (size.incrementAndGet() > capacity) {
            size.decrementAndGet();
            return Added.FULL;
        }
        if (calls.putIfAbsent(call.key(), call) != null) {
            size.decrementAndGet();
            return Added.KNOWN;
        }
        return Added.NEW;
    }

    void remove(ServerCall call) {
        if (calls.remove(call.key(), call)) {
            size.decrementAndGet();
        }
    }

    /** Those whose time is over. */
    List<ServerCall> over(long nowNanos) {
        return calls.values().stream().filter(call -> call.isOver(nowNanos)).toList();
    }

    /** Those that have waited for a moment at least. */
    List<ServerCall> unanswered() {
        return calls.values().stream().filter(ServerCall::isWaitingStill).toList();
    }

    /** Whether every request that came has its final response. */
    boolean allAnswered() {
        return calls.values().stream().allMatch(call -> call.answer() != null);
    }

    Supplier<Number> gauge() {
        return size::get;
    }
}
