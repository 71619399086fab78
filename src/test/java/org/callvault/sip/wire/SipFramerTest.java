package org.callvault.sip.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SipFramerTest {
    private static final int MAX_HEAD = 1024;
    private static final int MAX_BODY = 512;
    private static final Duration LIMIT = Duration.ofSeconds(32);
    private static final String HEAD =
            "OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/TCP h;branch=z9hG4bK1\r\nCall-ID: c\r\n";

    static Stream<Arguments> streams() {
        String plain = HEAD + "Content-Length: 4\r\n\r\nbody";
        return Stream.of(
                arguments("one message", plain, List.of("body")),
                arguments("two in one piece", plain + plain, List.of("body", "body")),
                arguments("compact length", HEAD + "l: 4\r\n\r\nbody", List.of("body")),
                arguments("space before the colon", HEAD + "Content-Length : 4\r\n\r\nbody", List.of("body")),
                arguments("capitals", HEAD + "CONTENT-LENGTH:4\r\n\r\nbody", List.of("body")),
                arguments("folded length", HEAD + "Content-Length:\r\n 4\r\n\r\nbody", List.of("body")),
                arguments("folded header", HEAD + "Subject: a\r\n\tb\r\nl: 0\r\n\r\n", List.of("")),
                arguments("stray line ends before", "\r\n" + plain, List.of("body")),
                arguments("stray line end between", plain + "\r\n" + plain, List.of("body", "body")),
                arguments("keep-alive first", "\r\n\r\n" + plain, List.of("PING", "body")),
                arguments("keep-alive between", plain + "\r\n\r\n" + plain, List.of("body", "PING", "body")),
                arguments("two keep-alives", "\r\n\r\n\r\n\r\n", List.of("PING", "PING")),
                arguments("bare line feeds", plain.replace("\r\n", "\n"), List.of("body")),
                arguments("body of line ends", HEAD + "l: 4\r\n\r\n\r\n\r\n" + plain, List.of("\r\n\r\n", "body")),
                arguments("a response", "SIP/2.0 200 OK\r\nl: 0\r\n\r\n", List.of("")),
                arguments("the same length twice", HEAD + "l: 4\r\nl: 4\r\n\r\nbody", List.of("body")),
                arguments("no length", HEAD + "\r\n" + plain, List.of("400")),
                arguments("negative length", HEAD + "Content-Length: -1\r\n\r\n", List.of("400")),
                arguments("length of no digits", HEAD + "Content-Length: x\r\n\r\n", List.of("400")),
                arguments("two lengths", HEAD + "l: 4\r\nl: 5\r\n\r\nbody", List.of("400")),
                arguments("largest int", HEAD + "Content-Length: 2147483647\r\n\r\n", List.of("413")),
                arguments("beyond int", HEAD + "Content-Length: 9999999999\r\n\r\n", List.of("413")),
                arguments("beyond long", HEAD + "l: 99999999999999999999\r\n\r\n", List.of("400")),
                arguments("body over the limit", HEAD + "l: 513\r\n\r\n", List.of("413")),
                arguments("another protocol", "GET / HTTP/1.1\r\n\r\n", List.of("400")),
                arguments("binary", "\u0016\u0003\u0001\u0000", List.of("400")),
                arguments("nothing after broken", HEAD + "l: x\r\n\r\n" + plain, List.of("400")),
                arguments("endless line", "A".repeat(MAX_HEAD + 1), List.of("413")),
                arguments("endless headers", HEAD + "X: y\r\n".repeat(300), List.of("413")),
                arguments("header without a name", HEAD + ": x\r\n\r\n", List.of("400")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("streams")
    void findsTheSameWhereverTheBytesAreCut(String name, String text, List<String> expected) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int cut = 0; cut <= bytes.length; cut++) {
            SipFramer framer = framer();
            List<Framed> found = new ArrayList<>(framer.feed(Arrays.copyOf(bytes, cut), 0));
            found.addAll(framer.feed(Arrays.copyOfRange(bytes, cut, bytes.length), 1));
            assertThat(described(found)).as("%s, cut at %d", name, cut).isEqualTo(expected);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("streams")
    void findsTheSameByteByByte(String name, String text, List<String> expected) {
        SipFramer framer = framer();
        List<Framed> found = new ArrayList<>();
        for (byte single : text.getBytes(StandardCharsets.UTF_8)) {
            found.addAll(framer.feed(new byte[] {single}, 0));
        }
        assertThat(described(found)).as(name).isEqualTo(expected);
    }

    @Test
    void keepsTheBytesOfTheMessageAsTheyCame() {
        byte[] bytes = (HEAD + "l: 3\r\n\r\n\u00e9x").getBytes(StandardCharsets.UTF_8);
        Framed.Message found = (Framed.Message) framer().feed(bytes, 0).getFirst();
        assertThat(found.message().bytes()).isEqualTo(bytes);
        assertThat(found.message().body()).isEqualTo("\u00e9x".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aMessageThatTakesTooLongBreaksTheStream() {
        SipFramer framer = framer();
        assertThat(framer.feed(bytes(HEAD), 0)).isEmpty();
        assertThat(framer.feed(bytes("X: y\r\n"), LIMIT.toNanos())).isEmpty();
        assertThat(described(framer.feed(bytes("X: y\r\n"), LIMIT.toNanos() + 1)))
                .containsExactly("408");
    }

    @Test
    void theTimeOfAMessageBeginsWithItsFirstByte() {
        SipFramer framer = framer();
        long now = 0;
        for (int i = 0; i < 5; i++) {
            assertThat(framer.feed(bytes(HEAD), now)).isEmpty();
            now += LIMIT.toNanos();
            assertThat(described(framer.feed(bytes("l: 1\r\n\r\nx" + HEAD), now)))
                    .containsExactly("x");
            now += LIMIT.toNanos();
            assertThat(described(framer.feed(bytes("l: 1\r\n\r\ny"), now))).containsExactly("y");
            now += 10 * LIMIT.toNanos();
        }
    }

    private static SipFramer framer() {
        return new SipFramer(MAX_HEAD, MAX_BODY, LIMIT);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> described(List<Framed> found) {
        return found.stream()
                .map(framed -> switch (framed) {
                    case Framed.Message(var message) -> new String(message.body(), StandardCharsets.UTF_8);
                    case Framed.KeepAlive _ -> "PING";
                    case Framed.Broken broken -> Integer.toString(broken.status());
                })
                .toList();
    }
}
