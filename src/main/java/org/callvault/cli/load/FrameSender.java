package org.callvault.cli.load;

import java.io.IOException;
import org.callvault.cli.src.PacketSink;

/** Sends the next 20 ms of a call's streams; returns how many packets these were. */
@FunctionalInterface
interface FrameSender {
    int sendFrame(PacketSink sink) throws IOException;
}
