package org.callvault.admin;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.callvault.session.LiveSession;

final class FakeSessions implements SessionQueries {
    final List<LiveSession> live = new CopyOnWriteArrayList<>();

    @Override
    public List<LiveSession> all() {
        return List.copyOf(live);
    }

    @Override
    public Optional<LiveSession> find(String callId) {
        return live.stream().filter(session -> session.callId().equals(callId)).findFirst();
    }
}
