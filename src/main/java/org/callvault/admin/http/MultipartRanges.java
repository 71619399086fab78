package org.callvault.admin.http;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.MediaTypes;
import akka.http.javadsl.model.ResponseEntity;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import java.util.List;
import java.util.Map;

/**
 * Several slices in one body (RFC 9110, section 14.6). The length is known before anything is read:
 *
 * <pre>
 * CRLF --boundary CRLF
 * Content-Type: audio/wav CRLF
 * Content-Range: bytes first-last/size CRLF
 * CRLF
 * the bytes, and so on for each slice, then
 * CRLF --boundary-- CRLF
 * </pre>
 *
 * @param boundary must not occur in the file: random, 128 bits
 */
record MultipartRanges(AnsweredContent content, ContentType type, List<RangeSelection.Slice> slices, String boundary) {
    MultipartRanges {
        slices = List.copyOf(slices);
    }

    ResponseEntity entity() {
        ByteString end = ByteString.fromString("\r\n--" + boundary + "--\r\n");
        long length = end.size();
        for (RangeSelection.Slice slice : slices) {
            length += head(slice).size() + slice.length();
        }
        ContentType multipart = MediaTypes.customMultipart("byteranges", Map.of("boundary", boundary))
                .toContentType();
        Source<ByteString, ?> body = Source.from(slices)
                .flatMapConcat(slice -> Source.single(head(slice)).concat(content.slice(slice)))
                .concat(Source.single(end));
        return HttpEntities.create(multipart, length, body);
    }

    private ByteString head(RangeSelection.Slice slice) {
        return ByteString.fromString("\r\n--" + boundary + "\r\nContent-Type: " + type + "\r\nContent-Range: bytes "
                + slice.first() + "-" + slice.last() + "/" + content.size() + "\r\n\r\n");
    }
}
