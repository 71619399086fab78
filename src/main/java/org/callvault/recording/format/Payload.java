package org.callvault.recording.format;

import java.util.Locale;
import org.callvault.recording.codec.Codec;
import org.callvault.recording.codec.Law;

/** What the finisher makes of a payload type. */
public sealed interface Payload {
    /** Name/clock[/channels], as in SDP. */
    String format();

    /** Rendered, if need be by another program. */
    record Audio(String format, Codec codec) implements Payload {}

    /** Comfort noise (RFC 3389): has its place in time, and is rendered as the silence that it stands for. */
    record Noise(String format) implements Payload {}

    /** A telephone event (RFC 4733): listed, and not heard. */
    record Event(String format) implements Payload {}

    /** Audio with copies of earlier audio (RFC 2198). */
    record Redundant(String format) implements Payload {}

    /** What other packets can be repaired with (RFC 5109, RFC 8627): kept, and not used. */
    record Repair(String format) implements Payload {}

    /** Nothing here decodes it: kept as packets. */
    record Unsupported(String format) implements Payload {}

    /**
     * What a format is.
     *
     * @param parameters of a=fmtp; empty for none
     */
    static Payload of(String format, String parameters) {
        int slash = format.indexOf('/');
        String name = slash < 0 ? format : format.substring(0, slash);
        return switch (name.toUpperCase(Locale.ROOT)) {
            case "CN" -> new Noise(format);
            case "TELEPHONE-EVENT" -> new Event(format);
            case "RED" -> new Redundant(format);
            case "ULPFEC", "PARITYFEC", "FLEXFEC" -> new Repair(format);
            default ->
                Codec.of(format, parameters)
                        .<Payload>map(codec -> new Audio(format, codec))
                        .orElseGet(() -> new Unsupported(format));
        };
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

    /** Whether its clock is the stream's: what only goes with audio, and what nobody described, takes its time from it. */
    default boolean setsClock() {
        return switch (this) {
            case Audio audio -> true;
            case Unsupported other -> !format().startsWith(PayloadTypes.UNKNOWN);
            case Noise noise -> false;
            case Event event -> false;
            case Redundant redundant -> false;
            case Repair repair -> false;
        };
    }
}
