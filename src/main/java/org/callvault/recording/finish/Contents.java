package org.callvault.recording.finish;

import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.callvault.recording.RecordingDescription;
import org.callvault.recording.codec.Codec;
import org.callvault.recording.codec.Law;
import org.callvault.recording.format.SharedClocks;
import org.callvault.rtp.rtcp.RtcpCompound;
import org.jspecify.annotations.Nullable;

/** What the first pass over a recording found. */
final class Contents implements PacketPass.Reader {
    private final boolean foreign;
    private final SortedMap<Integer, StreamContents> streams = new TreeMap<>();
    private @Nullable RecordingDescription lastDescription;
    private long lastMicros = Long.MIN_VALUE;
    private long unreadable;

    /** With or without a program for what nothing here decodes. */
    Contents(boolean foreign) {
        this.foreign = foreign;
    }

    @Override
    public void rtp(RtpEntry packet) {
        stream(packet.stream()).rtp(packet);
    }

    @Override
    public void rtcp(int stream, long arrivalMicros, byte[] buffer, int offset, int length) {
        if (RtcpCompound.parse(buffer, offset, length) instanceof RtcpCompound compound) {
            stream(stream).rtcp(arrivalMicros, compound);
        } else {
            unreadable++;
        }
    }

    @Override
    public void description(RecordingDescription description, long arrivalMicros) {
        lastDescription = description;
    }

    @Override
    public void account(StreamCounters[] counters) {
        for (StreamCounters each : counters) {
            stream(each.index()).counters = each;
        }
    }

    @Override
    public void unreadable() {
        unreadable++;
    }

    @Override
    public void arrived(long arrivalMicros) {
        lastMicros = Math.max(lastMicros, arrivalMicros);
    }

    /** The stream's contents, empty if nothing came. */
    StreamContents stream(int index) {
        return streams.computeIfAbsent(index, key -> new StreamContents(foreign));
    }

    /** By index of the m-line. */
    SortedMap<Integer, StreamContents> streams() {
        return streams;
    }

    Optional<RecordingDescription> lastDescription() {
        return Optional.ofNullable(lastDescription);
    }

    /** Arrival of the last entry, microseconds since the epoch. */
    OptionalLong lastMicros() {
        return lastMicros == Long.MIN_VALUE ? OptionalLong.empty() : OptionalLong.of(lastMicros);
    }

    /** After the pass: places streams of one clock to each other as their sender reports say. */
    void align() {
        SharedClocks clocks = new SharedClocks();
        streams.values().forEach(stream -> clocks.add(stream.survey, stream.sources::nameOf));
        clocks.align();
    }

    /** When the first sample of any stream was sent; empty without media. */
    OptionalLong originMicros() {
        return streams.values().stream()
                .flatMapToLong(stream -> stream.survey.earliestMicros().stream())
                .min();
    }

    boolean hasMedia() {
        return streams.values().stream().anyMatch(StreamContents::hasMedia);
    }

    /** Codes of one law where all that can be rendered is of one; else linear samples at the highest rate of all. */
    Master master() {
        Set<Codec> codecs = new HashSet<>();
        streams.values().forEach(stream -> codecs.addAll(stream.sampleRates.keySet()));
        int rate = streams.values().stream()
                .mapToInt(stream -> stream.layers().last())
                .max()
                .orElse(Law.RATE);
        if (codecs.isEmpty()) {
            return new Master(Optional.of(Law.MU), rate);
        }
        return codecs.size() == 1 && codecs.iterator().next() instanceof Codec.G711(Law law)
                ? new Master(Optional.of(law), rate)
                : new Master(Optional.empty(), rate);
    }

    long unreadableEntries() {
        return unreadable;
    }
}
