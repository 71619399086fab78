package org.callvault.sip.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class SipHeadTest {
    @Test
    void givesLongNamesInLowerCaseAndValuesAsReceived() {
        SipHead head = parse(
                "INVITE sip:srs@h SIP/2.0\r\nm: \"A, B\" <sip:a@b;x=\",\">;+sip.src\r\nRequire: siprec , timer\r\n");
        assertThat(head.first("contact")).isEqualTo("\"A, B\" <sip:a@b;x=\",\">;+sip.src");
        assertThat(head.values("require")).isEqualTo(List.of("siprec", "timer"));
        assertThat(head.byName()).containsEntry("require", List.of("siprec , timer"));
    }

    @Test
    void keepsRecordRoutesInOrderOverSeveralLines() {
        SipHead head =
                parse("INVITE sip:s@h SIP/2.0\r\nRecord-Route: <sip:1;lr>, <sip:2;lr>\r\nRecord-Route: <sip:3;lr>\r\n");
        assertThat(head.values("record-route")).containsExactly("<sip:1;lr>", "<sip:2;lr>", "<sip:3;lr>");
    }

    @Test
    void survivesTheMalformedContactOfARealClient() {
        SipHead head = parse("INVITE sip:s@h SIP/2.0\r\nContact: <<sip:a@b>;+sip.src>\r\n");
        assertThat(head.first("contact")).isEqualTo("<<sip:a@b>;+sip.src>");
    }

    @Test
    void tellsMethodUriAndVersion() {
        SipHead head = parse("INVITE sips:s@h;x=y SIP/7.0\r\n");
        assertThat(head.method()).isEqualTo("INVITE");
        assertThat(head.requestUri()).isEqualTo("sips:s@h;x=y");
        assertThat(head.version()).isEqualTo("SIP/7.0");
    }

    private static SipHead parse(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return (SipHead) SipHead.parse(bytes, 0, bytes.length);
    }
}
