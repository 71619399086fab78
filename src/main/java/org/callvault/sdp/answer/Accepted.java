package org.callvault.sdp.answer;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.callvault.sdp.MediaDescription;
import org.callvault.sdp.dtls.DtlsAttributes;
import org.callvault.srtp.SrtpKeyParams;
import org.callvault.srtp.SrtpSuite;
import org.jspecify.annotations.Nullable;

/**
 * An m-line that will be recorded. Key, tag and suite are all there (SRTP keyed by SDES) or all null.
 *
 * @param label opaque, echoed as it came
 * @param payloadTypes payload type to encoding, such as 0 to {@code PCMU/8000}, in the offer's order
 * @param formats the accepted payload types as written, in the offer's order
 * @param rtcpMux RTP and RTCP share one port (RFC 5761)
 * @param inactive the SRC sends nothing for now: on hold, paused, or not started
 * @param remoteKeys what the SRC encrypts with
 * @param cryptoTag of the chosen {@code a=crypto} line
 * @param dtls the SRC's end of the association that keys the stream; null for SDES and for plain RTP
 * @param remoteAddress IP literal that the SRC takes RTCP at; null on hold and where it gave a host name, so that nobody is
 *     led into a DNS query
 * @param remotePort 1 to 65535
 * @param remoteRtcpPort the same port with rtcp-mux
 */
public record Accepted(
        MediaDescription offered,
        @Nullable String label,
        Map<Integer, String> payloadTypes,
        List<String> formats,
        boolean rtcpMux,
        boolean inactive,
        @Nullable SrtpKeyParams remoteKeys,
        @Nullable Integer cryptoTag,
        @Nullable SrtpSuite suite,
        @Nullable DtlsAttributes dtls,
        @Nullable String remoteAddress,
        int remotePort,
        int remoteRtcpPort)
        implements MediaPlan {

    public Accepted {
        payloadTypes = Collections.unmodifiableMap(new LinkedHashMap<>(payloadTypes));
        formats = List.copyOf(formats);
    }

    /** Payload type to what the offer says of it in {@code a=fmtp}; those without are left out. */
    public Map<Integer, String> formatParameters() {
        Map<Integer, String> parameters = new LinkedHashMap<>();
        formats.forEach(
                format -> offered.fmtp(format).ifPresent(said -> parameters.put(Integer.valueOf(format), said)));
        return parameters;
    }

    /** Whether its media is SRTP, however it is keyed. */
    public boolean isEncrypted() {
        return remoteKeys != null || dtls != null;
    }

    Accepted withInactive(boolean nowInactive) {
        return new Accepted(
                offered,
                label,
                payloadTypes,
                formats,
                rtcpMux,
                nowInactive,
                remoteKeys,
                cryptoTag,
                suite,
                dtls,
                remoteAddress,
                remotePort,
                remoteRtcpPort);
    }

    /**
     * The same stream after the SRC answered an offer of ours.
     *
     * @param keys that the SRC encrypts with from now on
     * @param directed whether its direction is what it wants, and not an echo of ours
     */
    Accepted taken(MediaDescription answer, @Nullable SrtpKeyParams keys, boolean directed) {
        return new Accepted(
                offered,
                label,
                payloadTypes,
                formats,
                rtcpMux,
                directed ? Planner.isInactive(answer) : inactive,
                keys,
                cryptoTag,
                suite,
                dtls == null ? null : DtlsAttributes.read(answer).orElse(dtls),
                Planner.literalAddress(answer),
                answer.port(),
                answer.rtcpPort());
    }
}
