package org.callvault.session.state;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.callvault.sdp.MediaDescription;
import org.callvault.sdp.answer.Accepted;
import org.callvault.sdp.answer.MediaPlan;
import org.callvault.sdp.answer.RefusalReason;
import org.callvault.sdp.answer.Refused;
import org.callvault.sdp.dtls.DtlsAttributes;
import org.callvault.srtp.SrtpSuite;
import org.jspecify.annotations.Nullable;

/**
 * One m-line of a {@link LiveSnapshot}.
 *
 * @param offered without the lines that hold keys
 * @param refusal null for a stream that is recorded
 * @param suite of a stream that SDES keys
 */
public record SavedLine(
        MediaDescription offered,
        @Nullable RefusalReason refusal,
        @Nullable String label,
        Map<Integer, String> payloadTypes,
        List<String> formats,
        boolean rtcpMux,
        boolean inactive,
        @Nullable Integer cryptoTag,
        @Nullable SrtpSuite suite,
        @Nullable DtlsAttributes dtls,
        @Nullable String remoteAddress,
        int remotePort,
        int remoteRtcpPort) {
    static SavedLine of(MediaPlan plan) {
        MediaDescription offered = withoutKeys(plan.offered());
        return switch (plan) {
            case Accepted stream ->
                new SavedLine(
                        offered,
                        null,
                        stream.label(),
                        stream.payloadTypes(),
                        stream.formats(),
                        stream.rtcpMux(),
                        stream.inactive(),
                        stream.cryptoTag(),
                        stream.suite(),
                        stream.dtls(),
                        stream.remoteAddress(),
                        stream.remotePort(),
                        stream.remoteRtcpPort());
            case Refused refused ->
                new SavedLine(
                        offered,
                        refused.reason(),
                        null,
                        Map.of(),
                        List.of(),
                        false,
                        false,
                        null,
                        null,
                        null,
                        null,
                        0,
                        0);
        };
    }

    MediaPlan restored(SavedKeys keys) {
        return refusal != null
                ? new Refused(offered, refusal)
                : new Accepted(
                        offered,
                        label,
                        payloadTypes,
                        formats,
                        rtcpMux,
                        inactive,
                        suite == null ? null : keys.theirs(offered.index(), suite),
                        cryptoTag,
                        suite,
                        dtls,
                        remoteAddress,
                        remotePort,
                        remoteRtcpPort);
    }

    /** SDES lines, however they are spelt, and keys of older kinds (k=, MIKEY). */
    private static MediaDescription withoutKeys(MediaDescription offered) {
        return new MediaDescription(
                offered.index(),
                offered.type(),
                offered.port(),
                offered.protocol(),
                offered.formats(),
                offered.connectionAddress(),
                offered.attributes().stream()
                        .filter(attribute -> !isKey(attribute.name().toLowerCase(Locale.ROOT)))
                        .toList());
    }

    private static boolean isKey(String attribute) {
        return attribute.contains("crypto") || attribute.contains("key");
    }
}
