package org.callvault.recording.finish;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.callvault.recording.RecordingDescription;
import org.callvault.recording.RecordingJson;
import org.callvault.recording.format.PacketTime;
import org.callvault.recording.format.Payload;
import org.callvault.recording.format.PayloadTypes;
import org.callvault.recording.spool.EntryKind;
import org.callvault.recording.spool.EntryVisitor;
import org.callvault.rtp.RtpPacket;
import org.callvault.rtp.Ssrc;
import org.jspecify.annotations.Nullable;

/** Reads a recording's entries as what they are. Two passes that begin alike see every packet alike. */
final class PacketPass implements EntryVisitor {
    /** Takes what a pass reads. */
    interface Reader {
        void rtp(RtpEntry packet) throws IOException;

        void rtcp(int stream, long arrivalMicros, byte[] buffer, int offset, int length) throws IOException;

        default void description(RecordingDescription description) {}

        default void account(StreamCounters[] counters) {}

        /** An entry that cannot be read: a bug of ours or a newer version's, never a reason to give up the rest. */
        default void unreadable() {}

        /** Any entry. */
        default void arrived(long arrivalMicros) {}
    }

    private final Reader reader;
    private final PayloadTypes types;
    private final RtpPacket rtp = new RtpPacket();

    PacketPass(@Nullable RecordingDescription initial, Reader reader) {
        this.types = new PayloadTypes(initial);
        this.reader = reader;
    }

    @Override
    public void entry(EntryKind kind, int stream, long arrivalMicros, byte[] buffer, int offset, int length)
            throws IOException {
        reader.arrived(arrivalMicros);
        switch (kind) {
            case RTP -> rtp(stream, arrivalMicros, buffer, offset, length);
            case RTCP -> reader.rtcp(stream, arrivalMicros, buffer, offset, length);
            case DESCRIPTION -> description(Arrays.copyOfRange(buffer, offset, offset + length));
            case ACCOUNT -> account(Arrays.copyOfRange(buffer, offset, offset + length));
        }
    }

    private void rtp(int stream, long arrivalMicros, byte[] buffer, int offset, int length) throws IOException {
        if (!rtp.wrap(buffer, offset, length)) {
            reader.unreadable();
            return;
        }
        Payload payload = types.of(stream, rtp.payloadType());
        PacketTime time = new PacketTime(
                new Ssrc(rtp.ssrc()), rtp.sequenceNumber(), rtp.timestamp(), arrivalMicros, payload.clockRate());
        reader.rtp(new RtpEntry(
                stream,
                time,
                contributors(),
                payload,
                buffer,
                offset,
                length,
                rtp.payloadOffset(),
                rtp.payloadLength()));
    }

    private List<Ssrc> contributors() {
        return rtp.contributors() == 0
                ? List.of()
                : IntStream.range(0, rtp.contributors())
                        .mapToObj(index -> new Ssrc(rtp.contributor(index)))
                        .toList();
    }

    private void description(byte[] json) {
        try {
            RecordingDescription description = RecordingJson.read(json, RecordingDescription.class);
            types.learn(description);
            reader.description(description);
        } catch (IOException e) {
            reader.unreadable();
        }
    }

    private void account(byte[] json) {
        try {
            reader.account(RecordingJson.read(json, StreamCounters[].class));
        } catch (IOException e) {
            reader.unreadable();
        }
    }
}
