package org.callvault.sip.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.stream.Stream;
import org.callvault.sip.SipMetrics;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Datagrams of 64 KB, made to be slow to read: a stranger's packet must not hold a thread. */
class LongInputTest {
    private static final int BYTES = 64_000;
    private static final String START = "OPTIONS sip:a@b SIP/2.0\r\n";
    private static final String VITAL = "From: <sip:a@b>;tag=1\r\nTo: <sip:a@b>\r\nCall-ID: c\r\nCSeq: 1 OPTIONS\r\n"
            + "Via: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK1\r\n";

    static Stream<Arguments> shapes() {
        return Stream.of(
                shape("Via", "SIP/2.0/UDP a;branch=z9hG4bKx,"),
                shape("Via", "SIP/2.0/UDP a;", "x;"),
                shape("Via", "SIP / 2.0 / UDP a", " "),
                shape("From", "\"", "\\\""),
                shape("From", "<sip:", "a;b="),
                shape("To", "<sip:a@", "["),
                shape("To", "<sip:", "%41"),
                shape("Call-ID", "", "a@"),
                shape("CSeq", "", "9"),
                shape("Contact", "<sip:a@b>;q=1,"),
                shape("Contact", "\"", "x\" \""),
                shape("Contact", "<", "<"),
                shape("Route", "<sip:a;lr>,"),
                shape("Record-Route", "<sip:a;lr>\r\nRecord-Route: "),
                shape("Authorization", "Digest ", "a=\"b\","),
                shape("Warning", "399 a \"", "\\\\"),
                shape("Date", "", "Sat, "),
                shape("Accept", "a/b;", "c=d;"),
                shape("Subject", "", "x\r\n "),
                shape("Subject", "", "("),
                shape("X", "\r\nX: "),
                shape("Via", "SIP/2.0/UDP [", ":"),
                shape("Require", "a,"),
                shape("Content-Type", "multipart/mixed;boundary=\"", "(a*)*"));
    }

    private static Arguments shape(String header, String repeated) {
        return shape(header, "", repeated);
    }

    private static Arguments shape(String header, String begin, String repeated) {
        return Arguments.of(header, begin, repeated);
    }

    @ParameterizedTest(name = "{0}: {1} {2}...")
    @MethodSource("shapes")
    void isReadOrRefusedSoon(String header, String begin, String repeated) {
        String line = header + ": " + begin + repeated.repeat(BYTES / repeated.length()) + "\r\n";
        byte[] datagram = (START + line + VITAL + "\r\n").getBytes(StandardCharsets.UTF_8);
        MessageReader reader = new MessageReader(new SipMetrics(new SimpleMeterRegistry()));
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
            try {
                assertThat(reader.parseSIPMessage(datagram, true, false, (_, _, _, _, _) -> {}))
                        .isNotNull();
            } catch (ParseException refused) {
                assertThat(refused.getMessage()).doesNotContain("\r", "\n");
            }
        });
    }
}
