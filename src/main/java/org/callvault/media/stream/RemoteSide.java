package org.callvault.media.stream;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What the SRC's description says of its end of a stream.
 *
 * @param shared RTP and RTCP share one port (RFC 5761)
 * @param rtcp where it takes RTCP, and from whose address it sends; null where it says nothing
 */
public record RemoteSide(boolean shared, @Nullable InetSocketAddress rtcp) {
    @Nullable
    InetAddress address() {
        return rtcp == null ? null : rtcp.getAddress();
    }
}
