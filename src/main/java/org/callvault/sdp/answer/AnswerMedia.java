package org.callvault.sdp.answer;

import org.callvault.sdp.MediaDescription;
import org.callvault.sdp.crypto.CryptoAttribute;
import org.callvault.srtp.SrtpMasterKey;
import org.callvault.srtp.SrtpSuite;

/** Writes the m-lines of an answer. */
final class AnswerMedia {
    private static final String END = "\r\n";

    private AnswerMedia() {}

    /** Port 0 and the offered formats, as RFC 3264, section 6, has it. */
    static void writeRefused(StringBuilder answer, MediaDescription offered) {
        // An m-line needs a format, even where the offer had none.
        String formats = offered.formats().isEmpty() ? "0" : String.join(" ", offered.formats());
        mediaLine(answer, offered, 0, formats);
        offered.label().ifPresent(label -> line(answer, "a=label:" + label));
    }

    static void writeAccepted(StringBuilder answer, Accepted accepted, LocalMedia local) {
        MediaDescription offered = accepted.offered();
        mediaLine(answer, offered, local.rtpPort(), String.join(" ", accepted.formats()));
        writeFormats(answer, accepted);
        offered.ptime().ifPresent(ptime -> line(answer, "a=ptime:" + ptime));
        // Some clients send nothing until they find their label again.
        if (accepted.label() != null) {
            line(answer, "a=label:" + accepted.label());
        }
        writeRtcp(answer, accepted, local);
        SrtpSuite suite = accepted.suite();
        if (suite != null) {
            line(answer, cryptoLine(accepted, suite, local));
        }
        if (local.dtls() != null) {
            answer.append(local.dtls().lines());
        }
        line(answer, accepted.inactive() ? "a=inactive" : "a=recvonly");
    }

    private static void writeFormats(StringBuilder answer, Accepted accepted) {
        for (String format : accepted.formats()) {
            String encoding = accepted.payloadTypes().get(Integer.parseInt(format));
            if (encoding != null) {
                line(answer, "a=rtpmap:" + format + " " + encoding);
            }
            accepted.offered().fmtp(format).ifPresent(fmtp -> line(answer, "a=fmtp:" + format + " " + fmtp));
        }
    }

    private static void writeRtcp(StringBuilder answer, Accepted accepted, LocalMedia local) {
        if (accepted.rtcpMux()) {
            line(answer, "a=rtcp-mux");
        } else if (local.rtcpPort() != local.rtpPort() + 1) {
            line(answer, "a=rtcp:" + local.rtcpPort());
        }
    }

    private static String cryptoLine(Accepted accepted, SrtpSuite suite, LocalMedia local) {
        SrtpMasterKey key = local.localKey();
        Integer tag = accepted.cryptoTag();
        if (key == null || tag == null || key.suite() != suite) {
            throw new IllegalArgumentException(
                    "m-line " + accepted.offered().index() + " needs a key of ours for " + suite);
        }
        return CryptoAttribute.line(tag, offeredSpelling(accepted, tag, suite), key);
    }

    /** The suite's name as the offer spelled it: the answer repeats it, and two spellings are in use. */
    private static String offeredSpelling(Accepted accepted, int tag, SrtpSuite suite) {
        String prefix = tag + " ";
        return accepted.offered().cryptoLines().stream()
                .map(attribute -> attribute.value().strip().replace('\t', ' '))
                .filter(value -> value.startsWith(prefix))
                .map(value -> value.substring(prefix.length()).strip().split(" ", 2)[0])
                .findFirst()
                .orElse(suite.name());
    }

    private static void mediaLine(StringBuilder answer, MediaDescription offered, int port, String formats) {
        line(answer, "m=" + offered.type() + " " + port + " " + offered.protocol() + " " + formats);
    }

    private static void line(StringBuilder answer, String text) {
        answer.append(text).append(END);
    }
}
