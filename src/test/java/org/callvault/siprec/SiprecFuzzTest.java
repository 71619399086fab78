package org.callvault.siprec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.callvault.siprec.body.BodyParts;
import org.callvault.siprec.body.MultipartBody;
import org.callvault.siprec.metadata.MetadataParser;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is sent, taking a body apart and reading its metadata end in a result, in a time that grows with its length alone. */
class SiprecFuzzTest {
    private static final int MUTANTS = 1_000;

    @ParameterizedTest
    @ValueSource(
            strings = {"oracle.body", "cube.body", "broadworks.body", "ribbon.body", "opensips.body", "cloud.body"})
    void mutatedSamplesNeverThrow(String file) {
        byte[] sample = Samples.bytes(file);
        Random random = new Random(file.hashCode());
        for (int i = 0; i < MUTANTS; i++) {
            byte[] mutant = mutate(sample, random);
            String text = new String(mutant, UTF_8);
            int lineEnd = Math.max(0, text.indexOf('\n'));
            String contentType = text.substring(0, lineEnd).replace("Content-Type:", "");
            if (MultipartBody.parse(contentType, mutant) instanceof BodyParts parts) {
                parts.metadata()
                        .ifPresent(part -> MetadataParser.parse(
                                part.content(), part.parameters().get("charset")));
            }
            MetadataParser.parse(mutant, null);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"avaya.xml", "metaswitch.xml", "python-src.xml"})
    void mutatedMetadataNeverThrows(String file) {
        byte[] sample = Samples.bytes(file);
        Random random = new Random(file.hashCode());
        for (int i = 0; i < MUTANTS; i++) {
            MetadataParser.parse(mutate(sample, random), null);
        }
    }

    @Test
    void hostileShapesAreReadInNoTime() {
        String header = "--b\r\nContent-Type: x/y\r\n" + " fold\r\n".repeat(30_000);
        String lines = "--b\r\n\r\n" + "--\r\n".repeat(60_000);
        String quotes = "multipart/mixed;boundary=" + "\"\\".repeat(30_000);
        String ampersands = "<recording>" + "& ".repeat(120_000) + "</recording>";
        String spaces =
                "<recording><session><start-time>" + " ".repeat(200_000) + "x</start-time></session></recording>";
        String open = "<a b='".repeat(40_000);

        Assertions.assertTimeout(Duration.ofSeconds(10), () -> {
            MultipartBody.parse("multipart/mixed;boundary=b", header.getBytes(UTF_8));
            MultipartBody.parse("multipart/mixed;boundary=b", lines.getBytes(UTF_8));
            MultipartBody.parse(quotes, lines.getBytes(UTF_8));
            MetadataParser.parse(ampersands.getBytes(UTF_8), null);
            MetadataParser.parse(spaces.getBytes(UTF_8), null);
            MetadataParser.parse(open.getBytes(UTF_8), null);
        });
    }

    /** Replaces, removes or repeats some bytes. */
    private static byte[] mutate(byte[] sample, Random random) {
        byte[] mutant = sample.clone();
        for (int change = random.nextInt(4); change >= 0; change--) {
            int at = random.nextInt(mutant.length - 1);
            int length = Math.min(mutant.length - at, 1 + random.nextInt(16));
            int to = random.nextInt(mutant.length - length);
            switch (random.nextInt(3)) {
                case 0 -> mutant[at] = (byte) random.nextInt(256);
                case 1 -> System.arraycopy(mutant, at, mutant, to, length);
                default -> mutant = Arrays.copyOf(mutant, Math.max(16, mutant.length - length));
            }
        }
        return mutant;
    }
}
