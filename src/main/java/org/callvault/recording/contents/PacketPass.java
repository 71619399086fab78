package org.callvault.recording.contents;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.callvault.recording.RecordingDescription;
import org.callvault.recording.RecordingJson;
import org.callvault.recording.format.PacketTime;
import org.callvault.recording.format.Payload;
import org.callvault.recording.format.PayloadTypes;
import org.callvault.recording.format.Redundancy;
import org.callvault.recording.spool.EntryKind;
import org.callvault.recording.spool.EntryVisitor;
import org.callvault.rtp.RtpPacket;
import org.callvault.rtp.Ssrc;
import org.jspecify.annotations.Nullable;

/** Reads a recording's entries as what they are. Two passes that begin alike see every packet alike. */
public final class PacketPass implements EntryVisitor {
    /** Takes what a pass reads. */
    public interface Reader {
        void rtp(RtpEntry packet) throws IOException;

        void rtcp(int stream, long arrivalMicros, byte[] buffer, int offset, int length) throws IOException;

        default void description(RecordingDescription description, long arrivalMicros) throws IOException {}

        default void account(StreamCounters[] counters) {}

        /** An entry that cannot be read: a bug of ours or a newer version's, never a reason to give up the rest. */
        default void unreadable() {}

        /** Any entry. */
        default void arrived(long arrivalMicros) {}
    }

    private final Reader reader;
    private final PayloadTypes types;
    private final RtpPacket rtp = new RtpPacket();

    public PacketPass(@Nullable RecordingDescription initial, Reader reader) {
        this.types = new PayloadTypes(initial);
        this.reader = reader;
    }

    /** Tells what the payload types of a stream mean from here on. */
    public void learn(RecordingDescription.Stream stream) {
        types.learn(stream);
    }

    @Override
    public void entry(EntryKind kind, int stream, long arrivalMicros, byte[] buffer, int offset, int length)
            throws IOException {
        reader.arrived(arrivalMicros);
        switch (kind) {
            case RTP -> rtp(stream, arrivalMicros, buffer, offset, length);
            case RTCP -> reader.rtcp(stream, arrivalMicros, buffer, offset, length);
            case DESCRIPTION -> description(arrivalMicros, Arrays.copyOfRange(buffer, offset, offset + length));
            case ACCOUNT -> account(Arrays.copyOfRange(buffer, offset, offset + length));
        }
    }

    private void rtp(int stream, long arrivalMicros, byte[] buffer, int offset, int length) throws IOException {
        if (!rtp.wrap(buffer, offset, length)) {
            reader.unreadable();
            return;
        }
        Payload payload = types.of(stream, rtp.payloadType());
        if (payload instanceof Payload.Redundant(String carrier)) {
            Optional<Redundancy> primary = Redundancy.primary(buffer, rtp.payloadOffset(), rtp.payloadLength());
            Payload inside = primary.map(block -> types.of(stream, block.payloadType()))
                    .filter(of -> !(of instanceof Payload.Redundant))
                    .orElse(payload);
            Redundancy at = primary.orElse(new Redundancy(rtp.payloadType(), rtp.payloadOffset(), 0));
            reader.rtp(entry(stream, arrivalMicros, inside, carrier, buffer, offset, length, at));
        } else {
            Redundancy whole = new Redundancy(rtp.payloadType(), rtp.payloadOffset(), rtp.payloadLength());
            reader.rtp(entry(stream, arrivalMicros, payload, null, buffer, offset, length, whole));
        }
    }

    private RtpEntry entry(
            int stream,
            long arrivalMicros,
            Payload payload,
            @Nullable String carrier,
            byte[] buffer,
            int offset,
            int length,
            Redundancy block) {
        boolean event = payload instanceof Payload.Event || (carrier != null && repeatsEvent(stream, buffer));
        PacketTime time = new PacketTime(
                new Ssrc(rtp.ssrc()),
                rtp.sequenceNumber(),
                rtp.timestamp(),
                arrivalMicros,
                payload.clockRate(),
                payload.setsClock());
        return new RtpEntry(
                stream,
                time,
                contributors(),
                payload,
                carrier,
                event,
                buffer,
                offset,
                length,
                block.offset(),
                block.length());
    }

    private boolean repeatsEvent(int stream, byte[] buffer) {
        return Redundancy.payloadTypes(buffer, rtp.payloadOffset(), rtp.payloadLength()).stream()
                .anyMatch(type -> types.of(stream, type) instanceof Payload.Event);
    }

    private List<Ssrc> contributors() {
        return rtp.contributors() == 0
                ? List.of()
                : IntStream.range(0, rtp.contributors())
                        .mapToObj(index -> new Ssrc(rtp.contributor(index)))
                        .toList();
    }

    private void description(long arrivalMicros, byte[] json) throws IOException {
        RecordingDescription description;
        try {
            description = RecordingJson.read(json, RecordingDescription.class);
        } catch (IOException e) {
            reader.unreadable();
            return;
        }
        types.learn(description);
        reader.description(description, arrivalMicros);
    }

    private void account(byte[] json) {
        try {
            reader.account(RecordingJson.read(json, StreamCounters[].class));
        } catch (IOException e) {
            reader.unreadable();
        }
    }
}
