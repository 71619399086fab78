package org.callvault.sip.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Bytes of strangers on a stream: however they are cut, the same messages come out, each with the bytes that came in. */
class FramerFuzzTest {
    private static final int MAX_HEAD = 4096;
    private static final int MAX_BODY = 65_536;

    @FuzzTest
    void howBytesAreCutMakesNoDifference(byte[] input) {
        int first = input.length == 0 ? 0 : input[0] & 0xff;
        byte[] stream = Arrays.copyOfRange(input, Math.min(1, input.length), input.length);
        List<Framed> whole = framer().feed(stream, 0);
        assertThat(shown(cut(stream, 1 + first))).isEqualTo(shown(whole));
        for (Framed found : whole) {
            if (found instanceof Framed.Message(var message)) {
                assertSound(message);
            } else if (found instanceof Framed.Broken broken) {
                broken.head().ifPresent(head -> BareReply.to(head, broken.status(), broken.reason()));
            }
        }
    }

    private static void assertSound(WireMessage message) {
        SipHead head = message.head();
        assertThat(message.body()).hasSize(head.contentLength());
        assertThat(head.isRequest()).isNotEqualTo(head.method().isEmpty());
        assertThat(head.version()).startsWith("SIP/");
        head.byName().keySet().forEach(head::values);
        BareReply.to(head, 400, "Bad").ifPresent(reply -> assertThat(SipHead.parse(reply, 0, reply.length))
                .isInstanceOf(SipHead.class));
    }

    private static SipFramer framer() {
        return new SipFramer(MAX_HEAD, MAX_BODY, Duration.ofSeconds(32));
    }

    private static List<Framed> cut(byte[] stream, int size) {
        SipFramer framer = framer();
        List<Framed> found = new ArrayList<>();
        for (int from = 0; from < stream.length; from += size) {
            found.addAll(framer.feed(Arrays.copyOfRange(stream, from, Math.min(stream.length, from + size)), from));
        }
        return found;
    }

    /** What is the same for equal messages; the bytes themselves have no equality of records. */
    private static List<String> shown(List<Framed> found) {
        return found.stream()
                .map(framed -> switch (framed) {
                    case Framed.Message(var message) ->
                        message.head() + " " + Arrays.hashCode(message.bytes()) + " " + message.headLength();
                    case Framed.KeepAlive _ -> "ping";
                    case Framed.Broken broken -> broken.toString();
                })
                .toList();
    }
}
