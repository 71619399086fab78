package org.callvault.session;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The sessions that live on this node, as they last described themselves. */
public final class LiveSessions {
    private final ConcurrentHashMap<String, LiveSession> byCallId = new ConcurrentHashMap<>();
    private final AtomicInteger streams = new AtomicInteger();

    public List<LiveSession> all() {
        return byCallId.values().stream()
                .sorted(Comparator.comparing(LiveSession::since))
                .toList();
    }

    public Optional<LiveSession> find(String callId) {
        return Optional.ofNullable(byCallId.get(callId));
    }

    public int count() {
        return byCallId.size();
    }

    /** Streams of all sessions. */
    public int streams() {
        return streams.get();
    }

    void put(LiveSession session) {
        count(byCallId.put(session.callId(), session), session);
    }

    void remove(String callId) {
        count(byCallId.remove(callId), null);
    }

    private void count(@Nullable LiveSession before, @Nullable LiveSession after) {
        streams.addAndGet((after == null ? 0 : after.streams().size())
                - (before == null ? 0 : before.streams().size()));
    }
}
