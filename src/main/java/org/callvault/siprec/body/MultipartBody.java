package org.callvault.siprec.body;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Bodies of SIP messages, with or without parts (RFC 2046, section 5.1):
 *
 * <pre>{@code
 * preamble, ignored
 * --boundary
 * Content-Type: application/sdp
 *                                   empty line
 * content                           the line end before the next delimiter belongs to the delimiter
 * --boundary--
 * epilogue, ignored
 * }</pre>
 *
 * <p>Taken as well: bare LF, a missing closing delimiter, no space after a header's colon, folded headers, parts in any order.
 */
public final class MultipartBody {
    static final int MAX_BYTES = 256 * 1024;

    private MultipartBody() {}

    /** Takes a body apart that says nothing of its disposition. */
    public static ParsedBody parse(String contentType, byte[] body) {
        return parse(contentType, null, body);
    }

    /**
     * Takes a body apart; one that is no multipart is a single part.
     *
     * @param disposition the message's Content-Disposition
     */
    public static ParsedBody parse(String contentType, @Nullable String disposition, byte[] body) {
        if (body.length > MAX_BYTES) {
            return new MalformedBody("body larger than 256 KB");
        }
        HeaderValue type = HeaderValue.parse(contentType);
        if (type.value().isEmpty()) {
            return new MalformedBody("no content type");
        }
        return new MultipartReader(body).read(type, disposition == null ? null : HeaderValue.parse(disposition));
    }

    /** The value of the Content-Type header for {@link #write}. */
    public static String contentType(String boundary) {
        return "multipart/mixed;boundary=" + boundary;
    }

    /**
     * Joins parts to a body.
     *
     * @param boundary of letters, digits and hyphens, and in none of the parts
     */
    public static byte[] write(String boundary, List<BodyPart> parts) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (BodyPart part : parts) {
            body.writeBytes(ascii("--" + boundary + "\r\n" + headers(part) + "\r\n"));
            body.writeBytes(part.content());
            body.writeBytes(ascii("\r\n"));
        }
        body.writeBytes(ascii("--" + boundary + "--\r\n"));
        return body.toByteArray();
    }

    /** A session description as a part to write. */
    public static BodyPart sdpPart(byte[] content) {
        return new BodyPart(BodyParts.SDP, Map.of(), null, null, content);
    }

    /** Recording metadata as a part to write (RFC 7866, section 9.1; type by RFC 9806). */
    public static BodyPart metadataPart(byte[] content) {
        return new BodyPart(BodyParts.METADATA, Map.of(), "recording-session", null, content);
    }

    private static String headers(BodyPart part) {
        StringBuilder headers = new StringBuilder("Content-Type: ").append(part.contentType());
        part.parameters().forEach((name, value) -> headers.append(";")
                .append(name)
                .append("=\"")
                .append(value)
                .append('"'));
        headers.append("\r\n");
        if (part.disposition() != null) {
            headers.append("Content-Disposition: ").append(part.disposition()).append("\r\n");
        }
        return headers.toString();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
