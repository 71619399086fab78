package org.callvault.media.lane;

import java.io.IOException;

/**
 * Where decrypted packets go: the port that this package declares and the spool fills, so that media and recording do
 * not know each other.
 */
public interface MediaSink {
    /**
     * What an entry is. Descriptions and accounts are UTF-8 JSON that media passes on unread or makes of its counters.
     */
    enum Entry {
        RTP,
        RTCP,
        DESCRIPTION,
        ACCOUNT
    }

    /** Opens the place where one lane writes; each lane has its own, and uses it from one thread at a time. */
    LaneSink openLane(int lane);

    /** One lane's share. */
    interface LaneSink extends AutoCloseable {
        /**
         * Appends to the recording's open chunk, in memory only.
         *
         * @param recording the recording's id
         * @param stream index of the m-line, -1 for entries about the whole recording
         * @param arrivalMicros time of arrival, microseconds since the epoch
         */
        void append(
                String recording, int stream, Entry entry, long arrivalMicros, byte[] buffer, int offset, int length);

        /** Seals all open chunks, writes them and forces them to disk; blocks. Called about once a second. */
        void flush() throws IOException;

        /** Flushes the recording and forgets it; nothing of it comes after. Called again after it failed. */
        void end(String recording) throws IOException;

        @Override
        void close() throws IOException;
    }
}
