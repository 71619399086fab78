package org.callvault.sdp.offer;

import java.util.List;
import java.util.Objects;
import org.callvault.sdp.MediaDescription;
import org.callvault.sdp.SessionDescription;
import org.callvault.sdp.crypto.CryptoAttribute;
import org.callvault.sdp.crypto.CryptoChoice;
import org.callvault.sdp.dtls.DtlsAttributes;

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
                CryptoChoice.first(media).map(CryptoAttribute::keys).orElse(null),
                media.values("fingerprint").isEmpty()
                        ? null
                        : DtlsAttributes.read(media).orElse(null),
                media.formats());
    }
}
