package org.callvault.siprec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Objects;
import org.callvault.siprec.body.BodyPart;
import org.callvault.siprec.body.BodyParts;
import org.callvault.siprec.body.MultipartBody;
import org.callvault.siprec.body.ParsedBody;
import org.callvault.siprec.metadata.MetadataParser;
import org.callvault.siprec.metadata.ParsedMetadata;
import org.callvault.siprec.metadata.RecordingMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Bodies of our own making that show the traits of real clients. A {@code .body} file starts with its Content-Type header and an
 * empty line; an {@code .xml} file is metadata alone.
 */
public final class Samples {
    private Samples() {}

    public static byte[] bytes(String file) {
        try (InputStream in = Objects.requireNonNull(Samples.class.getResourceAsStream("/siprec/" + file), file)) {
            return in.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    public static BodyParts parts(String file) {
        byte[] sample = bytes(file);
        int end = new String(sample, UTF_8).indexOf("\n\n");
        String contentType = new String(sample, 0, end, UTF_8).substring("Content-Type:".length());
        ParsedBody parsed = MultipartBody.parse(contentType, Arrays.copyOfRange(sample, end + 2, sample.length));
        assertThat(parsed).isInstanceOf(BodyParts.class);
        return (BodyParts) parsed;
    }

    /** The metadata of a sample of either kind. */
    public static RecordingMetadata metadata(String file) {
        if (file.endsWith(".xml")) {
            return metadata(bytes(file));
        }
        BodyPart part = parts(file).metadata().orElseThrow();
        return read(part.content(), part.parameters().get("charset"));
    }

    public static RecordingMetadata metadata(byte[] content) {
        return read(content, null);
    }

    private static RecordingMetadata read(byte[] content, @Nullable String charset) {
        ParsedMetadata parsed = MetadataParser.parse(content, charset);
        assertThat(parsed).isInstanceOf(RecordingMetadata.class);
        return (RecordingMetadata) parsed;
    }
}
