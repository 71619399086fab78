package org.callvault.rtp.rtcp;

/** A datagram that is no compound packet (RFC 3550, A.2), or holds one whose body does not keep to its own counts. */
public record MalformedRtcp(String reason) implements ParsedRtcp {}
