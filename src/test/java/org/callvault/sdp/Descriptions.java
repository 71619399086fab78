package org.callvault.sdp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.callvault.sdp.answer.AnswerIdentity;
import org.callvault.sdp.answer.AnswerPolicy;
import org.callvault.srtp.SrtpKeyParams;
import org.callvault.srtp.SrtpMasterKey;
import org.callvault.srtp.SrtpSuite;
import org.jspecify.annotations.Nullable;

/** Descriptions to test with. */
public final class Descriptions {
    static final String HEAD = "v=0\r\no=sbc 7 1 IN IP4 198.51.100.9\r\ns=call\r\nc=IN IP4 198.51.100.9\r\nt=0 0\r\n";
    static final AnswerPolicy ALL = new AnswerPolicy(true, true, true, 8);
    static final AnswerIdentity SELF = new AnswerIdentity(4711, 2, "192.0.2.10");

    private Descriptions() {}

    static SessionDescription parsed(String text) {
        ParsedDescription parsed = SessionDescription.parse(text.getBytes(UTF_8));
        assertThat(parsed).isInstanceOf(SessionDescription.class);
        return (SessionDescription) parsed;
    }

    /** An offer of m-lines that are written with {@code ;} for the line ends. */
    static SessionDescription offer(String media) {
        return parsed(HEAD + media.replace("; ", "\r\n").replace(";", "\r\n") + "\r\n");
    }

    public static byte[] bytes(int length, int first) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (first + i);
        }
        return bytes;
    }

    /** Key and salt of a line that has one key. */
    static byte[] keyOf(@Nullable SrtpKeyParams params) {
        List<SrtpMasterKey> keys = Objects.requireNonNull(params).keys();
        assertThat(keys).hasSize(1);
        return keys.getFirst().keyAndSalt();
    }

    /** Key and salt of 30 bytes that count up from the first. */
    static SrtpMasterKey key(int first) {
        return SrtpMasterKey.of(SrtpSuite.AES_CM_128_HMAC_SHA1_80, bytes(30, first));
    }

    public static String inline(int first) {
        return "inline:" + Base64.getEncoder().encodeToString(bytes(30, first));
    }
}
