package org.callvault.recording.live;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Where pieces of segments are put, for each node. All calls block. */
public interface SegmentStore {
    /**
     * Bytes of a segment, sealed as they lie in its file.
     *
     * @param segment name of the file
     */
    record Piece(String segment, long offset, long length) {
        long end() {
            return offset + length;
        }
    }

    /** Puts a part of a segment file; one that is there is replaced. */
    void put(String node, Piece piece, Path file) throws IOException;

    /** Puts a part whose keys were destroyed in the file over the one that is there, of which nothing stays. */
    void replace(String node, Piece piece, Path file) throws IOException;

    /** What is there of a node, by segment and then by offset. */
    List<Piece> pieces(String node) throws IOException;

    void fetch(String node, Piece piece, WritableByteChannel to) throws IOException;

    /** Deletes a part, with what came before it under its name. */
    void delete(String node, Piece piece) throws IOException;

    /**
     * Shows that a process lives.
     *
     * @param instance names the data directory that it has
     * @param beat differs from the one before
     */
    void beat(String node, String instance, String beat) throws IOException;

    /** The last beats of a node's instances. */
    Map<String, String> beats(String node) throws IOException;

    void endBeats(String node, String instance) throws IOException;
}
