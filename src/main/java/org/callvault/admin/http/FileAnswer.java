package org.callvault.admin.http;

import akka.http.javadsl.model.ContentRange;
import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpMethods;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.headers.AcceptRanges;
import akka.http.javadsl.model.headers.ContentDisposition;
import akka.http.javadsl.model.headers.ContentDispositionTypes;
import akka.http.javadsl.model.headers.ETag;
import akka.http.javadsl.model.headers.EntityTag;
import akka.http.javadsl.model.headers.Range;
import akka.http.javadsl.model.headers.RangeUnits;
import akka.util.ByteString;
import java.nio.channels.SeekableByteChannel;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;

/**
 * A file of a recording as an answer: whole or in ranges (RFC 9110, section 14), streamed from where it is
 * kept. Such a file never changes, so a strong entity tag is had without reading it.
 */
public final class FileAnswer {
    /** Between the tags of a list, swallowing the mark of weak ones. */
    private static final Pattern KNOWN_TAGS = Pattern.compile("\\s*,\\s*(?:W/)?|^W/");

    private final HttpRequest request;
    private final AnsweredContent content;
    private final ContentType type;
    private final long size;
    private final EntityTag tag;

    private FileAnswer(HttpRequest request, AnsweredContent content, ContentType type) {
        this.request = request;
        this.content = content;
        this.type = type;
        this.size = content.size();
        this.tag = content.tag();
    }

    /**
     * Answers a GET or HEAD with what a channel gives; one is opened for each range.
     *
     * @param downloadName what a browser calls the file
     * @param tag names these bytes and no others
     */
    public static HttpResponse of(
            HttpRequest request,
            long size,
            String tag,
            Callable<SeekableByteChannel> opening,
            ContentType type,
            String downloadName) {
        AnsweredContent content = new AnsweredContent(size, EntityTag.create(tag, false), opening);
        return new FileAnswer(request, content, type).response(downloadName);
    }

    private HttpResponse response(String downloadName) {
        if (isKnown()) {
            return HttpResponse.create().withStatus(StatusCodes.NOT_MODIFIED).addHeader(ETag.create(tag));
        }
        HttpResponse answer =
                switch (selection()) {
                    case RangeSelection.Whole whole -> whole();
                    case RangeSelection.Slices slices -> parts(slices.slices());
                    case RangeSelection.Unsatisfiable none -> unsatisfiable();
                };
        return answer.addHeaders(List.of(
                ETag.create(tag),
                AcceptRanges.create(RangeUnits.BYTES),
                ContentDisposition.create(ContentDispositionTypes.ATTACHMENT, Map.of("filename", downloadName))));
    }

    /** Weak comparison (RFC 9110, 13.1.2), as text: no tag of ours holds a comma. */
    private boolean isKnown() {
        return request.getHeader("If-None-Match")
                .filter(known -> KNOWN_TAGS
                        .splitAsStream(known.value().strip())
                        .anyMatch(one -> one.equals("*") || one.equals('"' + tag.tag() + '"')))
                .isPresent();
    }

    /** Range counts for GET only (RFC 9110, 14.2), and with If-Range only while the tag is still the same (13.1.5). */
    private RangeSelection selection() {
        Optional<Range> range = request.getHeader(Range.class);
        if (range.isEmpty()
                || !range.get().rangeUnit().equals(RangeUnits.BYTES)
                || !request.method().equals(HttpMethods.GET)
                || !unchanged()) {
            return new RangeSelection.Whole();
        }
        return RangeSelection.of(range.get().getRanges(), size);
    }

    private boolean unchanged() {
        // Compared as text: a weak tag or a date never equals our strong tag, and then the whole file is right.
        return request.getHeader("If-Range")
                .map(condition -> condition.value().equals('"' + tag.tag() + '"'))
                .orElse(true);
    }

    private HttpResponse whole() {
        if (size == 0) {
            // Akka HTTP refuses to stream nothing.
            return HttpResponse.create().withEntity(HttpEntities.create(type, ByteString.emptyByteString()));
        }
        RangeSelection.Slice all = new RangeSelection.Slice(0, size - 1);
        return HttpResponse.create().withEntity(HttpEntities.create(type, size, content.slice(all)));
    }

    private HttpResponse parts(List<RangeSelection.Slice> slices) {
        HttpResponse partial = HttpResponse.create().withStatus(StatusCodes.PARTIAL_CONTENT);
        if (slices.size() > 1) {
            String boundary = UUID.randomUUID().toString();
            return partial.withEntity(new MultipartRanges(content, type, slices, boundary).entity());
        }
        RangeSelection.Slice slice = slices.getFirst();
        return partial.withEntity(HttpEntities.create(type, slice.length(), content.slice(slice)))
                .addHeader(contentRange(ContentRange.create(slice.first(), slice.last(), size)));
    }

    private HttpResponse unsatisfiable() {
        return Problem.response(StatusCodes.RANGE_NOT_SATISFIABLE, "the file has " + size + " bytes")
                .addHeader(contentRange(ContentRange.createUnsatisfiable(size)));
    }

    private static akka.http.javadsl.model.headers.ContentRange contentRange(ContentRange range) {
        return akka.http.javadsl.model.headers.ContentRange.create(RangeUnits.BYTES, range);
    }
}
