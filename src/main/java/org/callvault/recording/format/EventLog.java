package org.callvault.recording.format;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.callvault.recording.format.StreamTrack.Place;
import org.jspecify.annotations.Nullable;

/**
 * The telephone events of a stream, each once: its packets repeat it with a growing duration, the last ones three times
 * (RFC 4733, section 2.5.1), and any of them may be lost.
 *
 * <pre>
 *  0                   1                   2                   3
 * |     event     |E|R| volume    |          duration             |
 * </pre>
 */
public final class EventLog {
    /** Nobody presses more keys; what comes after is not listed. */
    static final int MOST = 10_000;

    private static final int BLOCK = 4;
    private static final int END = 0x80;
    private static final String DIGITS = "0123456789*#ABCD";
    private static final int FLASH = 16;

    /**
     * An event.
     *
     * @param name a digit as on the key, "flash", or the number of another event (RFC 4733, section 3.2, and later ones)
     * @param startMicros since the start of the recording
     */
    public record Event(String name, long startMicros, long durationMicros) {}

    private record Start(int epoch, long micros) {}

    private static final class Open {
        final int code;
        final Start start;
        long end;
        boolean ended;

        Open(int code, Start start) {
            this.code = code;
            this.start = start;
            this.end = start.micros();
        }
    }

    private final Map<Start, Open> byStart = new HashMap<>();
    private final Set<Open> events = new LinkedHashSet<>();
    private @Nullable Open last;

    /** Takes a packet's payload; what is left of a block that is cut off is ignored. */
    public void packet(Place place, byte[] buffer, int offset, int length) {
        long ticks = 0;
        for (int at = offset; at + BLOCK <= offset + length; at += BLOCK) {
            int duration = ((buffer[at + 2] & 0xFF) << 8) | (buffer[at + 3] & 0xFF);
            Start start = new Start(place.epoch(), micros(place, ticks));
            ticks += duration;
            if (byStart.containsKey(start) || byStart.size() < MOST) {
                told(buffer[at] & 0xFF, start, micros(place, ticks), (buffer[at + 1] & END) != 0);
            }
        }
    }

    private static long micros(Place place, long ticks) {
        return place.sample(1_000_000) + place.samples(ticks, 1_000_000);
    }

    private void told(int code, Start start, long end, boolean ended) {
        Open event = byStart.computeIfAbsent(start, _ -> continued(code, start));
        event.end = Math.max(event.end, end);
        event.ended |= ended;
        events.add(event);
        last = event;
    }

    /** An event that is too long for its field goes on in another that begins where it stopped (section 2.5.1.3). */
    private Open continued(int code, Start start) {
        Open before = last;
        boolean goesOn = before != null
                && before.code == code
                && !before.ended
                && before.start.epoch() == start.epoch()
                && before.end == start.micros();
        return goesOn && before != null ? before : new Open(code, start);
    }

    /** In the order of their first packets. */
    public List<Event> events() {
        return events.stream()
                .map(event -> new Event(name(event.code), event.start.micros(), event.end - event.start.micros()))
                .toList();
    }

    private static String name(int code) {
        if (code < DIGITS.length()) {
            return DIGITS.substring(code, code + 1);
        }
        return code == FLASH ? "flash" : Integer.toString(code);
    }
}
