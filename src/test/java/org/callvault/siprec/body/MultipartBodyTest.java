package org.callvault.siprec.body;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class MultipartBodyTest {
    private static final String MIXED = "multipart/mixed;boundary=b";

    /** Bodies are written with {@code |} for CRLF; parts are shown as type and content. */
    static Stream<Arguments> taken() {
        String two = "--b|Content-Type: application/sdp||v=0|--b|Content-Type: x/y||z|--b--|";
        return Stream.of(
                Arguments.of("the plain case", MIXED, two, "application/sdp{v=0} x/y{z}"),
                Arguments.of("quoted boundary", "Multipart/Mixed; Boundary=\"b\"", two, "application/sdp{v=0} x/y{z}"),
                Arguments.of("preamble, epilogue", MIXED, "hi|" + two + "bye|", "application/sdp{v=0} x/y{z}"),
                Arguments.of("no closing boundary", MIXED, "--b|Content-Type: x/y||z|more", "x/y{z|more}"),
                Arguments.of("no line end at the end", MIXED, "--b|Content-Type: x/y||z|--b--", "x/y{z}"),
                Arguments.of("no space after the colon", MIXED, "--b|content-type:x/y||z|--b--", "x/y{z}"),
                Arguments.of("blanks behind the boundary", MIXED, "--b \t|Content-Type: x/y||z|--b-- |", "x/y{z}"),
                Arguments.of("folded header", MIXED, "--b|Content-Type:|  x/y;|  q=1||z|--b--", "x/y{z}"),
                Arguments.of("compact header", MIXED, "--b|c: x/y||z|--b--", "x/y{z}"),
                Arguments.of("no headers", MIXED, "--b||z|--b--", "text/plain{z}"),
                Arguments.of("content ends with a line end", MIXED, "--b||z||--b--", "text/plain{z|}"),
                Arguments.of("empty content", MIXED, "--b|Content-Type: x/y|||--b--", "x/y{}"),
                Arguments.of("nothing at all", MIXED, "--b|--b--", "text/plain{}"),
                Arguments.of("a longer line is no boundary", MIXED, "--b||--bb|--b c|--b--", "text/plain{--bb|--b c}"),
                Arguments.of("base64", MIXED, "--b|Content-Transfer-Encoding: BASE64||aGk=|--b--", "text/plain{hi}"),
                Arguments.of("broken base64", MIXED, "--b|Content-Transfer-Encoding: base64||a|--b--", "text/plain{a}"),
                Arguments.of("8bit", MIXED, "--b|Content-Transfer-Encoding: 8bit||aGk=|--b--", "text/plain{aGk=}"),
                Arguments.of("bare SDP", "application/sdp", "v=0|", "application/sdp{v=0|}"),
                Arguments.of(
                        "bare metadata",
                        "application/rs-metadata+xml;x=1",
                        "<r/>",
                        "application/rs-metadata+xml{<r/>}"),
                Arguments.of(
                        "nested",
                        MIXED,
                        "--b|Content-Type: multipart/alternative;boundary=c||--c||1|--c||2|--c--|--b||3|--b--",
                        "text/plain{1} text/plain{2} text/plain{3}"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("taken")
    void partsComeOutAsTheyWentIn(String name, String contentType, String body, String expected) {
        assertThat(show(contentType, body.replace("|", "\r\n"))).isEqualTo(expected);
        assertThat(show(contentType, body.replace("|", "\n"))).as("bare LF").isEqualTo(expected);
    }

    private static String show(String contentType, String body) {
        ParsedBody parsed = MultipartBody.parse(contentType, body.getBytes(UTF_8));
        assertThat(parsed).isInstanceOf(BodyParts.class);
        return ((BodyParts) parsed)
                .parts().stream()
                        .map(part -> part.contentType() + "{" + new String(part.content(), UTF_8) + "}")
                        .collect(Collectors.joining(" "))
                        .replace("\r\n", "|")
                        .replace("\n", "|");
    }

    static Stream<Arguments> malformed() {
        String nested = "--b|Content-Type: multipart/mixed;boundary=b||".repeat(6);
        return Stream.of(
                Arguments.of("no type", "", "v=0"),
                Arguments.of("no boundary parameter", "multipart/mixed", "--b||z|--b--"),
                Arguments.of("empty boundary", "multipart/mixed;boundary=\"\"", "--||z|----"),
                Arguments.of("boundary too long", "multipart/mixed;boundary=" + "b".repeat(201), "z"),
                Arguments.of("boundary absent", MIXED, "v=0|"),
                Arguments.of("33 parts", MIXED, "--b||z|".repeat(33)),
                Arguments.of("nested too deep", MIXED, deep()),
                Arguments.of("nested in itself", MIXED, nested),
                Arguments.of("too large", "application/sdp", "x".repeat(256 * 1024 + 1)));
    }

    private static String deep() {
        StringBuilder body = new StringBuilder("--b|Content-Type: multipart/mixed;boundary=c0||");
        for (int i = 0; i < 5; i++) {
            body.append("--c")
                    .append(i)
                    .append("|Content-Type: multipart/mixed;boundary=c")
                    .append(i + 1)
                    .append("||");
        }
        return body.toString();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void whatCannotBeTakenApartComesBackWithAReason(String name, String contentType, String body) {
        assertThat(MultipartBody.parse(contentType, body.replace("|", "\r\n").getBytes(UTF_8)))
                .isInstanceOf(MalformedBody.class);
    }

    @ParameterizedTest
    @CsvSource({
        "application/rs-metadata+xml,true",
        "application/rs-metadata,true",
        "Application/RS-Metadata;charset=utf-8,true",
        "application/xml,false"
    })
    void metadataIsKnownByItsType(String type, boolean found) {
        BodyParts parts = (BodyParts) MultipartBody.parse(type, "<recording/>".getBytes(UTF_8));

        assertThat(parts.metadata().isPresent()).isEqualTo(found);
    }

    @Test
    void metadataIsKnownByItsDispositionToo() {
        String body = "--b\r\nContent-Type: text/xml; charset=\"utf-8\"\r\n"
                + "Content-Disposition: Recording-Session;handling=required\r\n\r\n<recording/>\r\n--b--";
        BodyPart part = ((BodyParts) MultipartBody.parse(MIXED, body.getBytes(UTF_8)))
                .metadata()
                .orElseThrow();

        assertThat(part.disposition()).isEqualTo("recording-session");
        assertThat(part.parameters()).containsEntry("charset", "utf-8");
    }

    @Test
    void whatIsWrittenIsReadBack() {
        byte[] sdp = "v=0\r\n".getBytes(UTF_8);
        byte[] metadata = "<recording/>\n".getBytes(UTF_8);
        byte[] body = MultipartBody.write(
                "callvault-1", List.of(MultipartBody.sdpPart(sdp), MultipartBody.metadataPart(metadata)));

        BodyParts parts = (BodyParts) MultipartBody.parse(MultipartBody.contentType("callvault-1"), body);

        assertThat(parts.sdp().orElseThrow().content()).isEqualTo(sdp);
        assertThat(parts.metadata().orElseThrow().content()).isEqualTo(metadata);
        assertThat(parts.metadata().orElseThrow().disposition()).isEqualTo("recording-session");
    }
}
