package org.callvault.admin.http;

import akka.http.javadsl.model.headers.EntityTag;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * Bytes that never change, to be answered whole or in ranges: what a channel gives, of a file or of what is sealed in one.
 *
 * @param tag a strong one
 * @param opening a channel for one slice, which closes it
 */
record AnsweredContent(long size, EntityTag tag, Callable<SeekableByteChannel> opening) {
    private static final int CHUNK_BYTES = 64 * 1024;

    Source<ByteString, ?> slice(RangeSelection.Slice slice) {
        return Source.unfoldResource(
                () -> opening.call().position(slice.first()),
                channel -> next(channel, slice.last()),
                SeekableByteChannel::close);
    }

    private static Optional<ByteString> next(SeekableByteChannel channel, long last) throws IOException {
        long left = last + 1 - channel.position();
        if (left <= 0) {
            return Optional.empty();
        }
        ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(left, CHUNK_BYTES));
        return channel.read(chunk) < 0
                ? Optional.empty()
                : Optional.of(ByteString.fromArray(chunk.array(), 0, chunk.position()));
    }
}
