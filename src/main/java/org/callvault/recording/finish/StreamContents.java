package org.callvault.recording.finish;

import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;
import org.callvault.recording.format.Law;
import org.callvault.recording.format.Payload;
import org.callvault.recording.format.StreamSurvey;

/** What the first pass found of one stream. */
final class StreamContents {
    final StreamSurvey survey = new StreamSurvey();
    final Set<Law> laws = EnumSet.noneOf(Law.class);
    final Set<String> formats = new TreeSet<>();
    boolean unsupported;
    long rtcpPackets;
    long payloadBytes;
    long firstMicros = Long.MAX_VALUE;
    long lastMicros = Long.MIN_VALUE;
    StreamCounters counters = StreamCounters.NONE;

    void rtp(RtpEntry packet) {
        survey.packet(packet.time());
        formats.add(packet.payload().format());
        payloadBytes += packet.payloadLength();
        firstMicros = Math.min(firstMicros, packet.time().arrivalMicros());
        lastMicros = Math.max(lastMicros, packet.time().arrivalMicros());
        switch (packet.payload()) {
            case Payload.Audio audio -> laws.add(audio.law());
            case Payload.Unrendered unrendered -> {}
            case Payload.Unsupported other -> unsupported = true;
        }
    }

    boolean hasMedia() {
        return survey.received() > 0;
    }
}
