package org.callvault.session;

import java.io.IOException;
import org.callvault.media.lane.MediaSink;
import org.callvault.recording.RecordingId;
import org.callvault.recording.spool.EntryKind;
import org.callvault.recording.spool.Spool;
import org.callvault.recording.spool.SpoolWriter;
import org.jspecify.annotations.Nullable;

/** Joins media to recording: each lane writes into the spool with a writer of its own. */
public final class SpoolSink implements MediaSink {
    private final Spool spool;

    public SpoolSink(Spool spool) {
        this.spool = spool;
    }

    @Override
    public LaneSink openLane(int lane) {
        return new SpoolLane(spool.writer(lane));
    }

    private static final class SpoolLane implements LaneSink {
        private final SpoolWriter writer;

        /** A call's packets come several at a time: what names them is made once for all of these. */
        private String lastName = "";

        private @Nullable RecordingId last;

        SpoolLane(SpoolWriter writer) {
            this.writer = writer;
        }

        @Override
        public void append(
                String recording, int stream, Entry entry, long arrivalMicros, byte[] buffer, int offset, int length) {
            writer.append(id(recording), stream, kind(entry), arrivalMicros, buffer, offset, length);
        }

        @Override
        public void flush() throws IOException {
            writer.flush();
        }

        @Override
        public void end(String recording) throws IOException {
            writer.end(new RecordingId(recording));
        }

        private RecordingId id(String recording) {
            RecordingId id = last;
            if (id == null || !lastName.equals(recording)) {
                id = new RecordingId(recording);
                last = id;
                lastName = recording;
            }
            return id;
        }

        @Override
        public void close() throws IOException {
            writer.close();
        }

        private static EntryKind kind(Entry entry) {
            return switch (entry) {
                case RTP -> EntryKind.RTP;
                case RTCP -> EntryKind.RTCP;
                case DESCRIPTION -> EntryKind.DESCRIPTION;
                case ACCOUNT -> EntryKind.ACCOUNT;
            };
        }
    }
}
