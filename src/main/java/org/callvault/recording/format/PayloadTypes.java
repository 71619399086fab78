package org.callvault.recording.format;

import java.util.HashMap;
import java.util.Map;
import org.callvault.recording.RecordingDescription;
import org.jspecify.annotations.Nullable;

/** What payload types mean at this point of a recording: a later description may give a number another meaning. */
public final class PayloadTypes {
    /** The static ones a recorder may meet without an rtpmap (RFC 3551, 6). */
    private static final Map<Integer, String> STATIC = Map.of(
            0, "PCMU/8000",
            3, "GSM/8000",
            4, "G723/8000",
            8, "PCMA/8000",
            9, "G722/8000",
            13, "CN/8000",
            18, "G729/8000",
            19, "CN/8000");

    /** What the format of a payload type that nobody described begins with. */
    static final String UNKNOWN = "unknown-";

    private record Key(int stream, int payloadType) {}

    private final Map<Key, Payload> known = new HashMap<>();

    public PayloadTypes(@Nullable RecordingDescription initial) {
        if (initial != null) {
            learn(initial);
        }
    }

    public void learn(RecordingDescription description) {
        description.streams().forEach(this::learn);
    }

    public void learn(RecordingDescription.Stream stream) {
        stream.payloadTypes().forEach((type, format) -> {
            String parameters = stream.formatParameters().getOrDefault(type, "");
            known.put(new Key(stream.index(), type), Payload.of(format, parameters));
        });
    }

    public Payload of(int stream, int payloadType) {
        return known.computeIfAbsent(
                new Key(stream, payloadType),
                key -> Payload.of(STATIC.getOrDefault(payloadType, UNKNOWN + payloadType + "/8000"), ""));
    }
}
