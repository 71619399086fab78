package org.callvault.cli.src;

import java.net.InetSocketAddress;
import java.util.Optional;
import org.callvault.srtp.SrtpMasterKey;

/**
 * Where the packets of a stream go, for senders of their own.
 *
 * @param key what they are encrypted with; empty for plain RTP. The call's: nobody else closes it
 */
public record StreamTarget(InetSocketAddress address, int ssrc, Optional<SrtpMasterKey> key) {}
