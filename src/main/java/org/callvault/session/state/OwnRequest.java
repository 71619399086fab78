package org.callvault.session.state;

/**
 * A request of ours that waits for its answer.
 *
 * @param paused what an offer in it said of our direction
 */
record OwnRequest(String method, long cseq, Purpose purpose, boolean paused) {
    /** What it is for. */
    enum Purpose {
        /** Tells the SRC to stop sending, or to go on. */
        DIRECTION,
        /** Keeps the session timer fresh (RFC 4028). */
        REFRESH,
        /** Asks for all metadata again (RFC 7866, 9.2). */
        SNAPSHOT
    }

    boolean offers() {
        return method.equals("INVITE");
    }
}
