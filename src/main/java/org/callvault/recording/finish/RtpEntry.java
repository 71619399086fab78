package org.callvault.recording.finish;

import org.callvault.recording.format.PacketTime;
import org.callvault.recording.format.Payload;

/** One RTP packet of the spool; the buffer is valid during the call that brings it. */
record RtpEntry(
        int stream,
        PacketTime time,
        Payload payload,
        byte[] buffer,
        int offset,
        int length,
        int payloadOffset,
        int payloadLength) {}
