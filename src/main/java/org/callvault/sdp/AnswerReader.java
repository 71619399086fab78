package org.callvault.sdp;

import java.util.List;
import java.util.Objects;

/** Reads an answer for the test client. */
public final class AnswerReader {
    private AnswerReader() {}

    /** One stream for each m-line, in order, refused ones included. */
    public static List<AnsweredStream> read(SessionDescription answer) {
        return answer.media().stream().map(AnswerReader::streamOf).toList();
    }

    private static AnsweredStream streamOf(MediaDescription media) {
        return new AnsweredStream(
                media.index(),
                media.label().orElse(null),
                Objects.requireNonNullElse(media.connectionAddress(), ""),
                media.port(),
                media.rtcpPort(),
                media.rtcpMux(),
                CryptoChoice.first(media).map(CryptoAttribute::key).orElse(null),
                media.formats());
    }
}
