package org.callvault.recording.contents;

import java.util.Collections;
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
public final class StreamContents {
    private final boolean foreign;
    private final StreamSurvey survey = new StreamSurvey();
    private final StreamSources sources = new StreamSources();
    private final Map<Codec, Integer> sampleRates = new HashMap<>();
    private final Set<String> formats = new TreeSet<>();
    private final Set<String> unsupported = new TreeSet<>();
    private final Set<String> repairs = new TreeSet<>();
    private long rtcpPackets;
    private long payloadBytes;
    private long firstMicros = Long.MAX_VALUE;
    private long lastMicros = Long.MIN_VALUE;
    private StreamCounters counters = StreamCounters.NONE;

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
    public boolean keepsPackets() {
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
    public SortedSet<Integer> layers() {
        return sampleRates.isEmpty() ? new TreeSet<>(Set.of(Law.RATE)) : new TreeSet<>(sampleRates.values());
    }

    /** A track of units that every rate of its samples divides. */
    public StreamTrack track(long originMicros) {
        int units = layers().stream().reduce(1, (a, b) -> a / Resampler.gcd(a, b) * b);
        return survey.track(originMicros, units);
    }

    public boolean hasMedia() {
        return survey.received() > 0;
    }

    /** Its places in time. */
    public StreamSurvey survey() {
        return survey;
    }

    /** Who was heard. */
    public StreamSources sources() {
        return sources;
    }

    /** The highest rate that any payload of a codec needs; empty where nothing of it can be decoded. */
    public Map<Codec, Integer> sampleRates() {
        return Collections.unmodifiableMap(sampleRates);
    }

    /** Formats of its payloads. */
    public Set<String> formats() {
        return Collections.unmodifiableSet(formats);
    }

    /** Formats that nothing here decodes. */
    public Set<String> unsupported() {
        return Collections.unmodifiableSet(unsupported);
    }

    /** Formats with which lost packets might be repaired. */
    public Set<String> repairs() {
        return Collections.unmodifiableSet(repairs);
    }

    public long rtcpPackets() {
        return rtcpPackets;
    }

    public long payloadBytes() {
        return payloadBytes;
    }

    /** Arrival of its first packet, microseconds since the epoch; only with media. */
    public long firstMicros() {
        return firstMicros;
    }

    /** Arrival of its last packet, microseconds since the epoch; only with media. */
    public long lastMicros() {
        return lastMicros;
    }

    /** What media counted, as far as it is known. */
    public StreamCounters counters() {
        return counters;
    }

    void counted(StreamCounters account) {
        counters = account;
    }
}
