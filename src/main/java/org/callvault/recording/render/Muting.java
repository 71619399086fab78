package org.callvault.recording.render;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.callvault.recording.contents.Contents;
import org.callvault.recording.contents.PacketPass;
import org.callvault.recording.contents.RtpEntry;
import org.callvault.recording.format.EventLog;
import org.callvault.recording.format.Interval;
import org.callvault.recording.format.Payload;
import org.callvault.recording.format.StreamTrack;

/**
 * When keys were pressed: found in a pass of its own, before the one that keeps and places what must not be heard then. With a
 * margin, because a gateway knows a tone only after some of it has gone through as audio.
 */
public final class Muting implements PacketPass.Reader {
    static final long MARGIN_MICROS = 60_000;

    /** Audio that a kept packet may hold. */
    private static final long LONGEST_PACKET_MICROS = 60_000;

    private static final class Stream {
        final StreamTrack track;
        final StreamTrack kept;
        final EventLog log = new EventLog();
        final TreeMap<Long, Long> micros = new TreeMap<>();

        Stream(StreamTrack track, StreamTrack kept) {
            this.track = track;
            this.kept = kept;
        }
    }

    private final boolean redacts;
    private final Map<Integer, Stream> streams = new HashMap<>();

    private Muting(boolean redacts) {
        this.redacts = redacts;
    }

    /** Nothing is muted. */
    public static Muting none() {
        return new Muting(false);
    }

    /**
     * To be shown all packets, then {@link #found}.
     *
     * @param redacts whether packets that tell digits are not kept either
     */
    public static Muting of(Contents contents, long originMicros, boolean redacts) {
        Muting muting = new Muting(redacts);
        contents.streams()
                .forEach((index, stream) ->
                        muting.streams.put(index, new Stream(stream.track(originMicros), stream.track(originMicros))));
        return muting;
    }

    @Override
    public void rtp(RtpEntry packet) {
        Stream stream = streams.get(packet.stream());
        if (stream != null) {
            Optional<StreamTrack.Place> place = stream.track.place(packet.time());
            if (place.isPresent() && packet.payload() instanceof Payload.Event) {
                stream.log.packet(place.get(), packet.buffer(), packet.payloadOffset(), packet.payloadLength());
            }
        }
    }

    @Override
    public void rtcp(int stream, long arrivalMicros, byte[] buffer, int offset, int length) {}

    /** After the pass. */
    public void found() {
        for (Stream stream : streams.values()) {
            List<EventLog.Event> events = new ArrayList<>(stream.log.events());
            events.sort(Comparator.comparingLong(EventLog.Event::startMicros));
            for (EventLog.Event event : events) {
                long from = event.startMicros() - MARGIN_MICROS;
                long to = event.startMicros() + event.durationMicros() + MARGIN_MICROS;
                Map.Entry<Long, Long> before = stream.micros.lastEntry();
                if (before != null && before.getValue() >= from) {
                    stream.micros.put(before.getKey(), Math.max(before.getValue(), to));
                } else {
                    stream.micros.put(from, to);
                }
            }
        }
    }

    /** Whether a packet must not be kept as it is; asked once for each, in their order. */
    boolean drops(RtpEntry packet) {
        Stream stream = streams.get(packet.stream());
        if (stream == null) {
            return false;
        }
        Optional<StreamTrack.Place> place = stream.kept.place(packet.time());
        return switch (packet.payload()) {
            case Payload.Event event -> redacts;
            // What repairs lost packets may bring back those of an event.
            case Payload.Repair repair -> redacts;
            default ->
                (redacts && packet.tellsEvents())
                        || place.map(at -> isPressed(stream, at.sample(1_000_000)))
                                .orElse(redacts);
        };
    }

    private static boolean isPressed(Stream stream, long micros) {
        Map.Entry<Long, Long> before = stream.micros.lowerEntry(micros + LONGEST_PACKET_MICROS);
        return before != null && before.getValue() > micros;
    }

    /** Samples that are silenced, in the order of time. */
    List<Interval> intervals(int stream, int sampleRate) {
        Stream found = streams.get(stream);
        return found == null
                ? List.of()
                : found.micros.entrySet().stream()
                        .map(each -> new Interval(
                                Math.max(0, sample(each.getKey(), sampleRate)),
                                Math.max(1, sample(each.getValue(), sampleRate))))
                        .toList();
    }

    private static long sample(long micros, int sampleRate) {
        return Math.floorDiv(micros * sampleRate, 1_000_000L);
    }
}
