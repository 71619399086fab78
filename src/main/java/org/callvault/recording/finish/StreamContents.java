package org.callvault.recording.finish;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.callvault.recording.codec.Codec;
import org.callvault.recording.codec.Framed;
import org.callvault.recording.codec.Law;
import org.callvault.recording.codec.Resampler;
import org.callvault.recording.format.ClockReport;
import org.callvault.recording.format.Payload;
import org.callvault.recording.format.StreamSurvey;
import org.callvault.recording.format.StreamTrack;
import org.callvault.rtp.Ssrc;
import org.callvault.rtp.rtcp.RtcpCompound;
import org.callvault.rtp.rtcp.SenderReport;
import org.callvault.rtp.rtcp.SourceDescription;

/** What the first pass found of one stream. */
final class StreamContents {
    private final boolean foreign;
    final StreamSurvey survey = new StreamSurvey();
    final StreamSources sources = new StreamSources();
    /** The highest rate that any payload of a codec needs. */
    final Map<Codec, Integer> sampleRates = new HashMap<>();

    final Set<String> formats = new TreeSet<>();
    /** Formats that nothing here decodes. */
    final Set<String> unsupported = new TreeSet<>();

    /** Formats with which lost packets might be repaired. */
    final Set<String> repairs = new TreeSet<>();

    long rtcpPackets;
    long payloadBytes;
    long firstMicros = Long.MAX_VALUE;
    long lastMicros = Long.MIN_VALUE;
    StreamCounters counters = StreamCounters.NONE;

    /** With or without a program for what nothing here decodes. */
    StreamContents(boolean foreign) {
        this.foreign = foreign;
    }

    void rtp(RtpEntry packet) {
        survey.packet(packet.time());
        sources.rtp(packet.time().ssrc(), packet.contributors());
        formats.add(packet.payload().format());
        payloadBytes += packet.payloadLength();
        firstMicros = Math.min(firstMicros, packet.time().arrivalMicros());
        lastMicros = Math.max(lastMicros, packet.time().arrivalMicros());
        if (packet.carrier() != null) {
            repairs.add(packet.carrier());
        }
        switch (packet.payload()) {
            case Payload.Audio(String format, Framed codec) when !foreign -> unsupported.add(format);
            case Payload.Audio(String format, Codec codec) ->
                sampleRates.merge(
                        codec,
                        codec.sampleRate(packet.buffer(), packet.payloadOffset(), packet.payloadLength()),
                        Math::max);
            case Payload.Unsupported(String format) -> unsupported.add(format);
            case Payload.Repair(String format) -> repairs.add(format);
            case Payload.Noise noise -> {}
            case Payload.Event event -> {}
            case Payload.Redundant broken -> {}
        }
    }

    /** Whether its packets are kept: not all that came is in the master. */
    boolean keepsPackets() {
        return !unsupported.isEmpty() || !repairs.isEmpty();
    }

    void rtcp(long arrivalMicros, RtcpCompound compound) {
        rtcpPackets++;
        compound.all(SenderReport.class)
                .filter(report -> !report.time().isUnknown())
                .forEach(report -> survey.reported(new ClockReport(
                        new Ssrc(report.ssrc()), report.time().epochMicros(), report.timestamp(), arrivalMicros)));
        compound.all(SourceDescription.class)
                .flatMap(description -> description.names().stream())
                .forEach(sources::named);
    }

    /** The rates of its samples; that of G.711 where there are none. */
    SortedSet<Integer> layers() {
        return sampleRates.isEmpty() ? new TreeSet<>(Set.of(Law.RATE)) : new TreeSet<>(sampleRates.values());
    }

    /** A track of units that every rate of its samples divides. */
    StreamTrack track(long originMicros) {
        int units = layers().stream().reduce(1, (a, b) -> a / Resampler.gcd(a, b) * b);
        return survey.track(originMicros, units);
    }

    boolean hasMedia() {
        return survey.received() > 0;
    }
}
