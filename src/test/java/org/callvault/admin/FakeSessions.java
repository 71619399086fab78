package org.callvault.admin;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.callvault.admin.sessions.SessionControl;
import org.callvault.admin.sessions.SessionQueries;
import org.callvault.session.LiveSession;

final class FakeSessions implements SessionQueries, SessionControl {
    final List<String> asked = new CopyOnWriteArrayList<>();
    final List<LiveSession> live = new CopyOnWriteArrayList<>();

    @Override
    public List<LiveSession> all() {
        return List.copyOf(live);
    }

    @Override
    public Optional<LiveSession> find(String callId) {
        return live.stream().filter(session -> session.callId().equals(callId)).findFirst();
    }

    /** As if only calls in the state "recording" could be paused. */
    @Override
    public CompletionStage<Boolean> pause(String callId, boolean paused) {
        asked.add(callId + " " + paused);
        return CompletableFuture.completedFuture(find(callId)
                .filter(session -> session.state().equals("recording"))
                .isPresent());
    }
}
