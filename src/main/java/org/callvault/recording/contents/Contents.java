package org.callvault.recording.contents;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.callvault.recording.RecordingDescription;
import org.callvault.recording.format.SharedClocks;
import org.callvault.rtp.rtcp.RtcpCompound;
import org.jspecify.annotations.Nullable;

/** What the first pass over a recording found. */
public final class Contents implements PacketPass.Reader {
    private final boolean foreign;
    private final SortedMap<Integer, StreamContents> streams = new TreeMap<>();
    private @Nullable RecordingDescription lastDescription;
    private long lastMicros = Long.MIN_VALUE;
    private long unreadable;

    /** With or without a program for what nothing here decodes. */
    public Contents(boolean foreign) {
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
            stream(each.index()).counted(each);
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
    public StreamContents stream(int index) {
        return streams.computeIfAbsent(index, key -> new StreamContents(foreign));
    }

    /** By index of the m-line. */
    public SortedMap<Integer, StreamContents> streams() {
        return streams;
    }

    public Optional<RecordingDescription> lastDescription() {
        return Optional.ofNullable(lastDescription);
    }

    /** Arrival of the last entry, microseconds since the epoch. */
    public OptionalLong lastMicros() {
        return lastMicros == Long.MIN_VALUE ? OptionalLong.empty() : OptionalLong.of(lastMicros);
    }

    /** After the pass: places streams of one clock to each other as their sender reports say. */
    public void align() {
        SharedClocks clocks = new SharedClocks();
        streams.values().forEach(stream -> clocks.add(stream.survey(), stream.sources()::nameOf));
        clocks.align();
    }

    /** When the first sample of any stream was sent; empty without media. */
    public OptionalLong originMicros() {
        return streams.values().stream()
                .flatMapToLong(stream -> stream.survey().earliestMicros().stream())
                .min();
    }

    public boolean hasMedia() {
        return streams.values().stream().anyMatch(StreamContents::hasMedia);
    }

    public long unreadableEntries() {
        return unreadable;
    }
}
