package org.callvault.sdp.answer;

/**
 * What this recorder takes.
 *
 * @param srtpAllowed RTP/SAVP and its kin
 * @param plainAllowed RTP/AVP and RTP/AVPF
 * @param sdesOverThisTransportAllowed keys may stand in the description: the signalling is encrypted, or the operator takes
 *     the risk (RFC 4568, section 8.3)
 * @param maxStreams accepted in one description
 */
public record AnswerPolicy(
        boolean srtpAllowed, boolean plainAllowed, boolean sdesOverThisTransportAllowed, int maxStreams) {}
