package org.callvault.admin.http;

import akka.japi.Pair;
import akka.stream.javadsl.FileIO;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import java.nio.file.Path;
import java.util.Optional;

/** Part of a file as a stream: reading starts at the slice's first byte and stops soon after its last. */
final class FileSlice {
    private static final int CHUNK_BYTES = 64 * 1024;

    private FileSlice() {}

    static Source<ByteString, ?> source(Path path, RangeSelection.Slice slice) {
        return FileIO.fromPath(path, CHUNK_BYTES, slice.first())
                .statefulMap(slice::length, FileSlice::upTo, left -> Optional.empty())
                .takeWhile(ByteString::nonEmpty);
    }

    /** Passes on what is left of the slice: empty once it is complete. */
    private static Pair<Long, ByteString> upTo(Long left, ByteString chunk) {
        ByteString taken = chunk.take((int) Math.min(left, chunk.size()));
        return Pair.create(left - taken.size(), taken);
    }
}
