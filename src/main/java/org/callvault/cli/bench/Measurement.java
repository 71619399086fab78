package org.callvault.cli.bench;

import java.util.OptionalDouble;

/**
 * What one receiver did with one load.
 *
 * @param sent packets, by the sender's own count
 * @param received authentic packets, by the receiver's own count
 * @param microsPerPacket user and system time of the receiver's process for each packet
 * @param residentPerStream growth of resident memory with the calls, kilobytes a stream; empty where it is not measured
 * @param heapPerStream live heap after a collection, less that before the calls, kilobytes a stream
 * @param senderLateMillis the most that the sender fell behind: a load that was not sent in time proves little
 */
record Measurement(
        String receiver,
        int streams,
        long sent,
        long received,
        double microsPerPacket,
        OptionalDouble residentPerStream,
        OptionalDouble heapPerStream,
        double senderLateMillis) {
    long lost() {
        return sent - received;
    }
}
