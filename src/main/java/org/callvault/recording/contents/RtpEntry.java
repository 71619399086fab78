package org.callvault.recording.contents;

import java.util.List;
import org.callvault.recording.format.PacketTime;
import org.callvault.recording.format.Payload;
import org.callvault.rtp.Ssrc;
import org.jspecify.annotations.Nullable;

/**
 * One RTP packet of the spool; the buffer is valid during the call that brings it.
 *
 * @param contributors whom a mixer names as heard in it (RFC 3550, section 7.1)
 * @param payload what the payload is; of a payload with redundancy, the primary one
 * @param carrier the format that holds it with others (RFC 2198); null where it stands alone
 * @param tellsEvents whether a telephone event (RFC 4733) is in it, be it as a redundant one
 */
public record RtpEntry(
        int stream,
        PacketTime time,
        List<Ssrc> contributors,
        Payload payload,
        @Nullable String carrier,
        boolean tellsEvents,
        byte[] buffer,
        int offset,
        int length,
        int payloadOffset,
        int payloadLength) {}
