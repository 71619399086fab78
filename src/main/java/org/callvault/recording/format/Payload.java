package org.callvault.recording.format;

import java.util.Locale;
import org.callvault.recording.codec.Codec;
import org.callvault.recording.codec.Law;

/** What the finisher makes of a payload type. */
public sealed interface Payload {
    /** Name/clock[/channels], as in SDP. */
    String format();

    /** Rendered. */
    record Audio(String format, Codec codec) implements Payload {}

    /** Has its place in time but no samples: comfort noise (RFC 3389), telephone events (RFC 4733). */
    record Unrendered(String format) implements Payload {}

    /** Nothing here decodes it: kept as packets. */
    record Unsupported(String format) implements Payload {}

    static Payload of(String format) {
        String name = name(format).toUpperCase(Locale.ROOT);
        if (name.equals("CN") || name.equals("TELEPHONE-EVENT")) {
            return new Unrendered(format);
        }
        return Codec.of(format)
                .<Payload>map(codec -> new Audio(format, codec))
                .orElseGet(() -> new Unsupported(format));
    }

    private static String name(String format) {
        int slash = format.indexOf('/');
        return slash < 0 ? format : format.substring(0, slash);
    }

    /** Ticks a second; 8000 where the format says nothing usable. */
    default int clockRate() {
        String[] parts = format().split("/", 3);
        try {
            int rate = parts.length < 2 ? Law.RATE : Integer.parseInt(parts[1].strip());
            return rate > 0 ? rate : Law.RATE;
        } catch (NumberFormatException e) {
            return Law.RATE;
        }
    }

    /** Whether its clock is the stream's: events, noise and what nobody described take their time from the audio that they go with. */
    default boolean setsClock() {
        return !(this instanceof Unrendered) && !format().startsWith(PayloadTypes.UNKNOWN);
    }
}
