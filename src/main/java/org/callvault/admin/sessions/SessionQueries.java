package org.callvault.admin.sessions;

import java.util.List;
import java.util.Optional;
import org.callvault.session.LiveSession;
import org.callvault.session.LiveSessions;

/** What this API asks of live sessions, so that its tests need no session actors. */
public interface SessionQueries {
    /** Oldest first. */
    List<LiveSession> all();

    Optional<LiveSession> find(String callId);

    static SessionQueries of(LiveSessions sessions) {
        return new SessionQueries() {
            @Override
            public List<LiveSession> all() {
                return sessions.all();
            }

            @Override
            public Optional<LiveSession> find(String callId) {
                return sessions.find(callId);
            }
        };
    }
}
