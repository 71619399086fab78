package org.callvault.siprec.body;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes a multipart body apart, line by line; used once. Each level of nesting reads its bytes once. */
final class MultipartReader {
    static final int MAX_PARTS = 32;
    static final int MAX_DEPTH = 4;
    private static final int MAX_BOUNDARY = 200;

    private final byte[] body;
    private final List<BodyPart> parts = new ArrayList<>();

    MultipartReader(byte[] body) {
        this.body = body;
    }

    ParsedBody read(HeaderValue type, @Nullable HeaderValue disposition) {
        Optional<String> fault = readEntity(new PartHeaders(type, disposition, ""), 0, body.length, 0);
        return fault.<ParsedBody>map(MalformedBody::new).orElseGet(() -> new BodyParts(parts));
    }

    /** Takes in what one set of headers describes; what is wrong with it comes back. */
    private Optional<String> readEntity(PartHeaders headers, int start, int end, int depth) {
        if (!headers.type().value().startsWith("multipart/")) {
            return addPart(headers, start, end);
        }
        if (depth == MAX_DEPTH) {
            return Optional.of("multipart nested too deep");
        }
        String boundary = headers.type().parameters().getOrDefault("boundary", "");
        if (boundary.isBlank() || boundary.length() > MAX_BOUNDARY) {
            return Optional.of("multipart without a usable boundary");
        }
        return readParts(("--" + boundary).getBytes(StandardCharsets.ISO_8859_1), start, end, depth);
    }

    private Optional<String> addPart(PartHeaders headers, int start, int end) {
        if (parts.size() == MAX_PARTS) {
            return Optional.of("more than 32 parts");
        }
        byte[] content = headers.decode(Arrays.copyOfRange(body, start, end));
        HeaderValue disposition = headers.disposition();
        parts.add(new BodyPart(
                headers.type().value(),
                headers.type().parameters(),
                disposition == null ? null : disposition.value(),
                headers.handling(),
                content));
        return Optional.empty();
    }

    private Optional<String> readParts(byte[] delimiter, int start, int end, int depth) {
        int partStart = -1;
        boolean closed = false;
        int line = start;
        while (line < end && !closed) {
            int next = nextLine(line, end);
            if (isDelimiter(delimiter, line, next)) {
                if (partStart >= 0) {
                    Optional<String> fault = readPart(partStart, beforeLineEnd(partStart, line), depth);
                    if (fault.isPresent()) {
                        return fault;
                    }
                }
                closed = isClosing(delimiter, line, next);
                partStart = next;
            }
            line = next;
        }
        if (partStart < 0) {
            return Optional.of("boundary not found in the body");
        }
        // Without a closing delimiter the last part reaches to the end.
        return closed ? Optional.empty() : readPart(partStart, end, depth);
    }

    private Optional<String> readPart(int start, int end, int depth) {
        PartHeaders.Split split = PartHeaders.read(body, start, end);
        return readEntity(split.headers(), split.contentStart(), end, depth + 1);
    }

    /** Whether a line is the delimiter, perhaps closing, with nothing but blanks behind it. */
    private boolean isDelimiter(byte[] delimiter, int line, int next) {
        int after = line + delimiter.length;
        if (after > next || !Arrays.equals(body, line, after, delimiter, 0, delimiter.length)) {
            return false;
        }
        int from = isClosing(delimiter, line, next) ? after + 2 : after;
        for (int i = from; i < next; i++) {
            if (!isBlank(body[i])) {
                return false;
            }
        }
        return true;
    }

    private boolean isClosing(byte[] delimiter, int line, int next) {
        int after = line + delimiter.length;
        return after + 2 <= next && body[after] == '-' && body[after + 1] == '-';
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t' || b == '\r' || b == '\n';
    }

    private int nextLine(int from, int end) {
        int i = from;
        while (i < end && body[i] != '\n') {
            i++;
        }
        return Math.min(i + 1, end);
    }

    /** The end of a content whose delimiter starts at that line: the line end before it is not content. */
    private int beforeLineEnd(int start, int line) {
        int end = line;
        if (end > start && body[end - 1] == '\n') {
            end--;
            if (end > start && body[end - 1] == '\r') {
                end--;
            }
        }
        return end;
    }
}
