package org.callvault.session;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The sessions that live on this node, as they last described themselves. */
public final class LiveSessions {
    private final ConcurrentHashMap<String, LiveSession> byCallId = new ConcurrentHashMap<>();

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

    void put(LiveSession session) {
        byCallId.put(session.callId(), session);
    }

    void remove(String callId) {
        byCallId.remove(callId);
    }
}
