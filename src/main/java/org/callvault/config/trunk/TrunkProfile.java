package org.callvault.config.trunk;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * How calls of one peer are treated.
 *
 * @param name for logs, metrics and the audit log
 * @param allowed whether its requests are taken at all
 * @param requireSiprec an INVITE without {@code Require: siprec} or {@code +sip.src} gets 403 instead of a flag
 * @param requireSrtp plain RTP is refused, m-line by m-line
 * @param requireTls requests over UDP or TCP get 403
 * @param requireClientCertificate requests over a connection without a verified client certificate get 403
 * @param requireDigest requests need credentials (RFC 8760), where users are configured
 * @param codecs encoding names in capitals, such as PCMU; empty for every one
 * @param answer which of the offered codecs an answer holds
 * @param pause how a pause of ours is brought about
 */
public record TrunkProfile(
        String name,
        boolean allowed,
        boolean requireSiprec,
        boolean requireSrtp,
        boolean requireTls,
        boolean requireClientCertificate,
        boolean requireDigest,
        Set<String> codecs,
        AnswerStyle answer,
        PauseStyle pause) {
    /** The one of requests that no trunk matches, unless configured otherwise. */
    public static final TrunkProfile LENIENT = new TrunkProfile(
            "default", true, false, false, false, false, true, Set.of(), AnswerStyle.ALL_CODECS, PauseStyle.RE_INVITE);

    public TrunkProfile {
        Set<String> capitals = new TreeSet<>();
        codecs.forEach(codec -> capitals.add(codec.toUpperCase(Locale.ROOT)));
        codecs = Set.copyOf(capitals);
    }

    /** Which of the offered codecs an answer holds. */
    public enum AnswerStyle {
        /** Everything workable; an answer with fewer makes some SRCs hang up. */
        ALL_CODECS,
        /** The first workable one with its telephone-event and comfort noise, for SRCs that change codec at will. */
        FIRST_CODEC
    }

    /** How a pause of ours is brought about; what still arrives is discarded either way. */
    public enum PauseStyle {
        /** The SRC is asked to stop by a re-INVITE. */
        RE_INVITE,
        /** The SRC is not told. */
        DISCARD
    }
}
