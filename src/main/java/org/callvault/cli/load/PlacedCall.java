package org.callvault.cli.load;

import java.util.List;

/**
 * A call that was answered, when it is over.
 *
 * @param number of the call in its run, from 0
 * @param sent packets of sound, stream by stream
 */
record PlacedCall(int number, String callId, List<Integer> sent) {
    PlacedCall {
        sent = List.copyOf(sent);
    }

    /** What counted packets of a stream carry as their stream: calls near each other differ. */
    static int countedStream(int call, int stream) {
        return (2 * call + stream) & 0xff;
    }
}
