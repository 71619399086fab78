package org.callvault.rtp.rtcp;

/** What a datagram of RTCP turned out to be. */
public sealed interface ParsedRtcp permits RtcpCompound, MalformedRtcp {}
