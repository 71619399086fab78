package org.callvault.sip.wire;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds messages in the bytes of one connection (RFC 3261, 18.3), however they are cut.
 *
 * <pre>
 *   CRLF* start-line CRLF (header CRLF)* CRLF body[Content-Length] CRLF* start-line ...
 * </pre>
 *
 * <p>Memory: at most the head's limit and the body's limit; a length that is announced is never allocated before the bytes
 * come. After {@link Framed.Broken} everything that follows is dropped. Not thread-safe.
 */
public final class SipFramer {
    private static final byte CR = '\r';
    private static final byte LF = '\n';
    private static final byte[] PING = {CR, LF, CR, LF};
    private static final int FIRST_CAPACITY = 4096;

    private final int maxHead;
    private final int maxBody;
    private final long maxNanos;

    private byte[] buffer = new byte[FIRST_CAPACITY];
    private int end;
    /** Where the search for the blank line goes on, so that slow drips are not searched from the start each time. */
    private int searched;

    private boolean startLineSeen;
    /** A head whose body is not complete: read once, however small the pieces of the body are. */
    private @Nullable SipHead pending;

    private int pendingHeadLength;
    private int pingMatched;
    /** When the message that is not complete began: a byte now and then must not keep a connection for ever. */
    private long begunNanos;

    private boolean broken;

    /**
     * A framer for one connection.
     *
     * @param maxHead bytes of start line and headers
     * @param maxBody bytes of a body
     * @param maxTime from a message's first byte to its last
     */
    public SipFramer(int maxHead, int maxBody, Duration maxTime) {
        this.maxHead = maxHead;
        this.maxBody = maxBody;
        this.maxNanos = maxTime.toNanos();
    }

    /**
     * Takes the next bytes and gives what they complete, in order.
     *
     * @param nowNanos of a clock that never goes back
     */
    public List<Framed> feed(byte[] bytes, long nowNanos) {
        List<Framed> found = new ArrayList<>();
        if (!broken) {
            boolean begun = end > 0;
            append(bytes);
            while (!broken && next(found)) {
                // Several messages may have come in one piece.
            }
            if (!begun || !found.isEmpty()) {
                begunNanos = nowNanos;
            } else if (!broken && nowNanos - begunNanos > maxNanos) {
                fail(found, 408, "The message took too long", Optional.ofNullable(pending));
            }
        }
        if (broken) {
            end = 0;
        }
        return found;
    }

    /** The length of a head with its blank line, or -1 where the bytes hold no blank line. */
    public static int headLength(byte[] bytes, int from, int end) {
        for (int i = from; i < end; i++) {
            if (bytes[i] == LF) {
                if (i + 1 < end && bytes[i + 1] == LF) {
                    return i + 2;
                }
                if (i + 2 < end && bytes[i + 1] == CR && bytes[i + 2] == LF) {
                    return i + 3;
                }
            }
        }
        return -1;
    }

    private boolean next(List<Framed> found) {
        if (pending != null) {
            return withBody(pending, pendingHeadLength, found);
        }
        skipLineEnds(found);
        if (end == 0) {
            return false;
        }
        if (!startLineIsSound(found)) {
            return false;
        }
        int headLength = headLength(buffer, Math.max(0, searched - 2), end);
        if (headLength < 0) {
            searched = end;
            return end > maxHead && fail(found, 413, "Header section too large", Optional.empty());
        }
        if (headLength > maxHead) {
            return fail(found, 413, "Header section too large", Optional.empty());
        }
        return switch (SipHead.parse(buffer, 0, headLength)) {
            case HeadResult.Malformed malformed -> fail(found, 400, malformed.reason(), malformed.head());
            case SipHead head -> withBody(head, headLength, found);
        };
    }

    private boolean withBody(SipHead head, int headLength, List<Framed> found) {
        if (head.contentLength() < 0) {
            return fail(found, 400, "Content-Length missing on a stream", Optional.of(head));
        }
        if (head.contentLength() > maxBody) {
            return fail(found, 413, "Body too large", Optional.of(head));
        }
        int length = headLength + head.contentLength();
        if (end < length) {
            pending = head;
            pendingHeadLength = headLength;
            return false;
        }
        found.add(new Framed.Message(new WireMessage(head, Arrays.copyOf(buffer, length), headLength)));
        drop(length);
        return true;
    }

    private void skipLineEnds(List<Framed> found) {
        if (startLineSeen || searched > 0) {
            return;
        }
        int skipped = 0;
        while (skipped < end && (buffer[skipped] == CR || buffer[skipped] == LF)) {
            pingMatched = buffer[skipped] == PING[pingMatched] ? pingMatched + 1 : buffer[skipped] == CR ? 1 : 0;
            if (pingMatched == PING.length) {
                pingMatched = 0;
                found.add(new Framed.KeepAlive());
            }
            skipped++;
        }
        if (skipped < end) {
            pingMatched = 0;
        }
        if (skipped > 0) {
            System.arraycopy(buffer, skipped, buffer, 0, end - skipped);
            end -= skipped;
        }
    }

    /** Another protocol is told from SIP by its first line; waiting for its blank line would only cost memory. */
    private boolean startLineIsSound(List<Framed> found) {
        if (startLineSeen) {
            return true;
        }
        for (int i = searched; i < end; i++) {
            if (buffer[i] == LF) {
                String line = new String(buffer, 0, i, StandardCharsets.UTF_8).stripTrailing();
                startLineSeen = SipHead.claimsSip(line);
                return startLineSeen || fail(found, 400, "No SIP start line", Optional.empty());
            }
            if (buffer[i] >= 0 && buffer[i] < ' ' && buffer[i] != CR && buffer[i] != '\t') {
                return fail(found, 400, "No SIP start line", Optional.empty());
            }
        }
        searched = end;
        if (end > maxHead) {
            return fail(found, 413, "Header section too large", Optional.empty());
        }
        return false;
    }

    private boolean fail(List<Framed> found, int status, String reason, Optional<SipHead> head) {
        broken = true;
        found.add(new Framed.Broken(status, reason, head));
        return false;
    }

    private void append(byte[] bytes) {
        if (end + bytes.length > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, end + bytes.length));
        }
        System.arraycopy(bytes, 0, buffer, end, bytes.length);
        end += bytes.length;
    }

    private void drop(int length) {
        end -= length;
        if (end == 0 && buffer.length > FIRST_CAPACITY) {
            // One large message must not keep its buffer for the life of an idle connection.
            buffer = new byte[FIRST_CAPACITY];
        } else {
            System.arraycopy(buffer, length, buffer, 0, end);
        }
        searched = 0;
        startLineSeen = false;
        pending = null;
    }
}
