package org.callvault.siprec;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.callvault.siprec.body.BodyParts;
import org.callvault.siprec.body.MalformedBody;
import org.callvault.siprec.body.MultipartBody;
import org.callvault.siprec.metadata.MalformedMetadata;
import org.callvault.siprec.metadata.MetadataParser;
import org.callvault.siprec.metadata.MetadataWriter;
import org.callvault.siprec.metadata.RecordingMetadata;

/** Bodies of strangers: the first line is the Content-Type, the rest the body. */
class BodyFuzzTest {
    @FuzzTest
    void aBodyIsPartsOrMalformed(byte[] input) {
        int lineEnd = 0;
        while (lineEnd < input.length && input[lineEnd] != '\n') {
            lineEnd++;
        }
        String contentType = new String(input, 0, lineEnd, StandardCharsets.UTF_8);
        byte[] body = Arrays.copyOfRange(input, Math.min(input.length, lineEnd + 1), input.length);
        switch (MultipartBody.parse(contentType, body)) {
            case BodyParts parts -> {
                int bytes = parts.parts().stream()
                        .mapToInt(part -> part.content().length)
                        .sum();
                assertThat(bytes).isLessThanOrEqualTo(body.length);
                parts.metadata()
                        .ifPresent(part -> MetadataParser.parse(
                                part.content(), part.parameters().get("charset")));
            }
            case MalformedBody malformed -> assertThat(malformed.reason()).isNotBlank();
        }
    }

    @FuzzTest
    void metadataThatWasReadCanBeWrittenAndReadAgain(byte[] document) {
        switch (MetadataParser.parse(document, null)) {
            case RecordingMetadata metadata -> {
                byte[] written = MetadataWriter.write(metadata, Instant.EPOCH);
                assertThat(MetadataParser.parse(written, "UTF-8"))
                        .isInstanceOfSatisfying(RecordingMetadata.class, again -> {
                            assertThat(again.complete()).isEqualTo(metadata.complete());
                            assertThat(again.streams()).hasSameSizeAs(metadata.streams());
                        });
            }
            case MalformedMetadata malformed -> assertThat(malformed.reason()).isNotBlank();
        }
    }
}
