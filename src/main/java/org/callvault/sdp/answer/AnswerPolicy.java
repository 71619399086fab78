package org.callvault.sdp.answer;

import java.util.Set;

/**
 * What this recorder takes.
 *
 * @param srtpAllowed RTP/SAVP and its kin
 * @param plainAllowed RTP/AVP and RTP/AVPF
 * @param sdesOverThisTransportAllowed keys may stand in the description: the signalling is encrypted, or the operator takes
 *     the risk (RFC 4568, section 8.3)
 * @param maxStreams accepted in one description
 * @param codecs encoding names in capitals; empty for every one
 * @param firstCodecOnly whether an answer holds the first workable codec alone, with telephone-event and comfort noise
 */
public record AnswerPolicy(
        boolean srtpAllowed,
        boolean plainAllowed,
        boolean sdesOverThisTransportAllowed,
        int maxStreams,
        Set<String> codecs,
        boolean firstCodecOnly) {
    public AnswerPolicy {
        codecs = Set.copyOf(codecs);
    }

    /** Takes every codec. */
    public AnswerPolicy(
            boolean srtpAllowed, boolean plainAllowed, boolean sdesOverThisTransportAllowed, int maxStreams) {
        this(srtpAllowed, plainAllowed, sdesOverThisTransportAllowed, maxStreams, Set.of(), false);
    }
}
