package org.callvault.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.callvault.admin.AdminNode.header;
import static org.callvault.admin.AdminNode.json;

import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.callvault.admin.recordings.OpenedAudio;
import org.callvault.recording.seal.ReaderKey;
import org.callvault.recording.seal.Recipients;
import org.callvault.recording.seal.SealedFile;
import org.callvault.recording.seal.SealedOutput;
import org.callvault.security.CertificateIssuer;
import org.callvault.security.KeyKind;
import org.callvault.security.PemCredentials;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Audio whole and in ranges (RFC 9110, section 14). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AudioTest {
    private static final String ID = FakeRecordings.id(1);
    private static final String UNFINISHED = FakeRecordings.id(2);
    private static final String EMPTY = FakeRecordings.id(3);
    private static final String SEALED = FakeRecordings.id(5);
    private static final String PLAYED = FakeRecordings.id(6);
    private static final String ALTERED = FakeRecordings.id(7);
    private static final String OTHER = FakeRecordings.id(8);
    private static final String AUDIO = "/api/v1/recordings/" + ID + "/audio";
    /** More than two of the chunks that are read at a time, and no multiple of them. */
    private static final int SIZE = 150_001;

    private final byte[] bytes = new byte[SIZE];
    /** More than one of the pieces that a seal has. */
    private final byte[] clear = new byte[400_001];

    private AdminNode node;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        new Random(7).nextBytes(bytes);
        node = new AdminNode();
        node.recordings.kept.add(FakeRecordings.view(ID, "complete", json("{}")));
        node.recordings.kept.add(FakeRecordings.view(UNFINISHED, "recording", null));
        node.recordings.files.put(ID + "/audio.wav", Files.write(directory.resolve("audio.wav"), bytes));
        node.recordings.files.put(
                ID + "/peaks.dat", Files.write(directory.resolve("peaks.dat"), new byte[] {2, 0, 0, 0}));
        node.recordings.files.put(
                SEALED + "/peaks.dat.p7m", Files.writeString(directory.resolve("peaks.dat.p7m"), "sealed"));
        node.recordings.files.put(
                SEALED + "/audio.wav.p7m", Files.writeString(directory.resolve("audio.wav.p7m"), "sealed"));
        seal(directory.resolve("played.p7m"));
        node.recordings.files.put(EMPTY + "/audio.wav", Files.write(directory.resolve("empty.wav"), new byte[0]));
    }

    private void seal(Path file) throws Exception {
        PemCredentials reader =
                CertificateIssuer.newAuthority("reader", KeyKind.EC_P256, Duration.ofDays(9), InstantSource.system());
        new Random(8).nextBytes(clear);
        try (OutputStream out = SealedOutput.create(file, Recipients.of(reader.chain()), new SecureRandom())) {
            out.write(clear);
        }
        try (SealedFile opened = SealedFile.open(file, ReaderKey.of(reader.key()))) {
            node.recordings.opened.put(PLAYED, new OpenedAudio.Verified("digest", opened));
        }
        node.recordings.opened.put(ALTERED, new OpenedAudio.Altered());
        node.recordings.files.put(PLAYED + "/audio.wav.p7m", file);
        node.recordings.files.put(ALTERED + "/audio.wav.p7m", file);
    }

    @AfterAll
    void stop() {
        node.close();
    }

    @ParameterizedTest
    @CsvSource({
        "audio.flac, '', audio/flac",
        "audio.opus, '', audio/ogg",
        "mixed.wav, '', audio/wav",
        "audio.flac, ?file=channel-1.opus, audio/ogg"
    })
    void theMainFileIsPlayedWhateverItsFormatAndOthersOnRequest(String main, String query, String type)
            throws Exception {
        node.recordings.audio.put(OTHER, List.of(main, "channel-1.opus"));
        String played = query.isEmpty() ? main : "channel-1.opus";
        node.recordings.files.put(
                OTHER + "/" + played, Objects.requireNonNull(node.recordings.files.get(ID + "/audio.wav")));
        String address = "/api/v1/recordings/" + OTHER + "/audio" + query;
        HttpResponse<byte[]> part = node.get(address, "Range", "bytes=5-14");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(bytes, 5, 15));
        assertThat(header(part, "Content-Type")).isEqualTo(type);
        assertThat(header(part, "Content-Disposition")).contains(OTHER + played.substring(played.indexOf('.')));
        assertThat(node.get("/api/v1/recordings/" + OTHER + "/audio?file=manifest.json")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void peaksComeAsTheyLie() {
        HttpResponse<byte[]> peaks = node.get("/api/v1/recordings/" + ID + "/peaks");
        assertThat(peaks.statusCode()).isEqualTo(200);
        assertThat(peaks.body()).containsExactly(2, 0, 0, 0);
        assertThat(header(peaks, "Content-Type")).isEqualTo("application/octet-stream");
        assertThat(node.get("/api/v1/recordings/" + UNFINISHED + "/peaks").statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"audio", "peaks"})
    void whatThisNodeCannotDecryptIsToldSo(String what) {
        HttpResponse<byte[]> audio = node.get("/api/v1/recordings/" + SEALED + "/" + what);
        assertThat(audio.statusCode()).isEqualTo(409);
        assertThat(header(audio, "Content-Type")).startsWith("application/problem+json");
        assertThat(new String(audio.body(), StandardCharsets.UTF_8)).contains("encrypted for its recipients");
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, 0",
        "bytes=262143-262144, 262143, 262144",
        "bytes=65000-399999, 65000, 399999",
        "bytes=-7, 399994, 400000",
    })
    void whatIsSealedIsPlayedInRangesWhereThereIsAKey(String range, int first, int last) {
        HttpResponse<byte[]> part = node.get("/api/v1/recordings/" + PLAYED + "/audio", "Range", range);
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(header(part, "Content-Range")).isEqualTo("bytes " + first + "-" + last + "/" + clear.length);
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(clear, first, last + 1));
    }

    @Test
    void whatIsSealedIsPlayedWholeUnderATagOfItsOwn() {
        HttpResponse<byte[]> audio = node.get("/api/v1/recordings/" + PLAYED + "/audio");
        assertThat(audio.statusCode()).isEqualTo(200);
        assertThat(audio.body()).isEqualTo(clear);
        assertThat(header(audio, "ETag")).isEqualTo("\"digest\"");
    }

    @Test
    void alteredAudioIsNotPlayed() {
        HttpResponse<byte[]> audio = node.get("/api/v1/recordings/" + ALTERED + "/audio");
        assertThat(audio.statusCode()).isEqualTo(500);
        assertThat(json(audio).get("detail").asText()).contains("not what was recorded");
    }

    @Test
    void wholeFileComesWithTypeLengthTagAndName() {
        HttpResponse<byte[]> audio = node.get(AUDIO);
        assertThat(audio.statusCode()).isEqualTo(200);
        assertThat(audio.body()).isEqualTo(bytes);
        assertThat(header(audio, "Content-Type")).isEqualTo("audio/wav");
        assertThat(header(audio, "Content-Length")).isEqualTo(String.valueOf(SIZE));
        assertThat(header(audio, "Accept-Ranges")).isEqualTo("bytes");
        assertThat(header(audio, "ETag")).startsWith("\"").endsWith("\"");
        assertThat(header(audio, "Content-Disposition")).isEqualTo("attachment; filename=\"" + ID + ".wav\"");
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, 0",
        "bytes=0-99, 0, 99",
        "bytes=65535-65536, 65535, 65536",
        "bytes=70000-149999, 70000, 149999",
        "bytes=149990-, 149990, 150000",
        "bytes=-1, 150000, 150000",
        "bytes=-70000, 80001, 150000",
        "bytes=-999999, 0, 150000",
        "bytes=100-999999, 100, 150000",
        "'bytes=5-9,999999-', 5, 9",
    })
    void oneRangeIsAnsweredWithThoseBytes(String range, int first, int last) {
        HttpResponse<byte[]> part = node.get(AUDIO, "Range", range);
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(header(part, "Content-Range")).isEqualTo("bytes " + first + "-" + last + "/" + SIZE);
        assertThat(header(part, "Content-Type")).isEqualTo("audio/wav");
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(bytes, first, last + 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=150001-", "bytes=999999-1000000", "bytes=-0", "bytes=99999999999999999999-"})
    void rangeOutsideTheFileIsNotSatisfiable(String range) {
        HttpResponse<byte[]> refused = node.get(AUDIO, "Range", range);
        assertThat(refused.statusCode()).isEqualTo(416);
        assertThat(header(refused, "Content-Range")).isEqualTo("bytes */" + SIZE);
        assertThat(header(refused, "Content-Type")).isEqualTo("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes=9-5",
                "bytes=abc",
                "bytes=",
                "lines=1-2",
                "bytes=0-10,5-20",
                "bytes=0-0,2-2,4-4,6-6,8-8,10-10,12-12,14-14,16-16,18-18,20-20,22-22,24-24,26-26,28-28,30-30,32-32",
            })
    void malformedOverlappingAndEgregiousRangesGetTheWholeFile(String range) {
        HttpResponse<byte[]> whole = node.get(AUDIO, "Range", range);
        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(whole.body()).hasSize(SIZE);
    }

    @Test
    void severalRangesComeAsMultipartInTheOrderAskedFor() {
        HttpResponse<byte[]> parts = node.get(AUDIO, "Range", "bytes=140000-149990,0-3,-2");
        assertThat(parts.statusCode()).isEqualTo(206);
        String type = header(parts, "Content-Type");
        assertThat(type).startsWith("multipart/byteranges; boundary=");
        String boundary = type.substring(type.indexOf('=') + 1).replace("\"", "");
        assertThat(new String(parts.body(), StandardCharsets.ISO_8859_1))
                .isEqualTo(part(boundary, 140_000, 149_990)
                        + part(boundary, 0, 3)
                        + part(boundary, 149_999, 150_000)
                        + "\r\n--" + boundary + "--\r\n");
    }

    private String part(String boundary, int first, int last) {
        String head = "\r\n--" + boundary + "\r\nContent-Type: audio/wav\r\nContent-Range: bytes " + first + "-" + last
                + "/" + SIZE + "\r\n\r\n";
        return head + new String(bytes, first, last - first + 1, StandardCharsets.ISO_8859_1);
    }

    @Test
    void rangeHoldsOnlyWhileTheTagIsTheSame() {
        String tag = header(node.get(AUDIO), "ETag");
        assertThat(node.get(AUDIO, "Range", "bytes=0-9", "If-Range", tag).statusCode())
                .isEqualTo(206);
        for (String other : new String[] {"\"another\"", "W/" + tag, "Mon, 23 Nov 2026 08:00:00 GMT"}) {
            assertThat(node.get(AUDIO, "Range", "bytes=0-9", "If-Range", other).statusCode())
                    .as(other)
                    .isEqualTo(200);
        }
    }

    @Test
    void knownTagGetsNotModified() {
        String tag = header(node.get(AUDIO), "ETag");
        for (String known : new String[] {tag, "W/" + tag, "\"x\", " + tag, "\"x\",W/" + tag + ", \"y\"", "*"}) {
            HttpResponse<byte[]> response = node.get(AUDIO, "If-None-Match", known);
            assertThat(response.statusCode()).as(known).isEqualTo(304);
            assertThat(header(response, "ETag")).isEqualTo(tag);
        }
        assertThat(node.get(AUDIO, "If-None-Match", "\"another\"").statusCode()).isEqualTo(200);
    }

    @Test
    void headIgnoresRanges() {
        HttpResponse<byte[]> head = node.send("HEAD", AUDIO, "Range", "bytes=0-9");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(header(head, "Accept-Ranges")).isEqualTo("bytes");
        assertThat(header(head, "Content-Type")).isEqualTo("audio/wav");
        assertThat(head.body()).isEmpty();
    }

    @Test
    void emptyFileIsServedAndHasNoRange() {
        String path = "/api/v1/recordings/" + EMPTY + "/audio";
        assertThat(node.get(path).body()).isEmpty();
        assertThat(node.get(path, "Range", "bytes=0-").statusCode()).isEqualTo(416);
        assertThat(node.get(path, "Range", "bytes=-5").statusCode()).isEqualTo(416);
    }

    @Test
    void unfinishedRecordingSaysSo() {
        HttpResponse<byte[]> missing = node.get("/api/v1/recordings/" + UNFINISHED + "/audio");
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(json(missing).get("detail").asText()).contains("\"recording\"");
    }

    @Test
    void vanishedFileIsNotFound(@TempDir Path directory) {
        String id = FakeRecordings.id(4);
        node.recordings.files.put(id + "/audio.wav", directory.resolve("gone.wav"));
        HttpResponse<byte[]> gone = node.get("/api/v1/recordings/" + id + "/audio");
        assertThat(gone.statusCode()).isEqualTo(404);
        assertThat(AdminNode.text(gone)).doesNotContain(directory.toString());
    }
}
