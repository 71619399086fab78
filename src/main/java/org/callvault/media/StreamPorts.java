package org.callvault.media;

/** Bound ports of one stream; rtcp equals rtp where they are multiplexed. */
public record StreamPorts(int index, int rtp, int rtcp) {}
