package org.callvault.cli.src;

import org.callvault.rtp.rtcp.RtcpCompound;

/**
 * What the recorder said of a stream in RTCP, authenticated where the stream is encrypted.
 *
 * @param ssrc of the stream itself
 * @param fromReportedPort whether it came from the port that the recorder's answer takes RTCP on
 */
public record RecorderReport(int stream, int ssrc, RtcpCompound compound, boolean fromReportedPort) {}
