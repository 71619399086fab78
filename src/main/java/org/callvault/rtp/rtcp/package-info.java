/**
 * RTCP (RFC 3550, section 6): compound packets as records that are read and written, and what is told of a source in a
 * report block. Hostile input ends as {@link org.callvault.rtp.rtcp.MalformedRtcp}. Read {@link
 * org.callvault.rtp.rtcp.RtcpCompound} first.
 */
@NullMarked
package org.callvault.rtp.rtcp;

import org.jspecify.annotations.NullMarked;
