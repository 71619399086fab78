package org.callvault.session;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.callvault.session.signal.CallId;
import org.callvault.session.state.LiveSnapshot;

/**
 * Live sessions outside the node that runs them, so that another one can go on: a port that the cluster implements. Each row has
 * a revision; who writes must know it, and of two who believe that they run the same session the second fails.
 */
public interface LiveRows {
    /** What is kept of a session; fails when the database is away. */
    CompletionStage<Optional<Row>> find(CallId callId);

    /**
     * Keeps a session: a new row for revision 1, else in place of the row of the revision before. What a writer has written
     * itself it may always replace: it need not know whether a write that failed was carried out.
     *
     * @return fails with {@link Fenced} where somebody else has written meanwhile, otherwise when the database is away
     */
    CompletionStage<Void> write(CallId callId, Row row);

    /** The session is over; nothing happens to a row that somebody else has written. */
    CompletionStage<Void> remove(CallId callId, String writer);

    /**
     * A row.
     *
     * @param revision 1 for the first
     * @param home name of the node that runs the session
     * @param writer names the session's actor among all that there ever were
     */
    record Row(long revision, String home, String writer, LiveSnapshot state) {}

    /** Somebody else runs this session. */
    final class Fenced extends RuntimeException {
        public Fenced(CallId callId) {
            super("another node runs the session of " + callId.value(), null, false, false);
        }
    }
}
