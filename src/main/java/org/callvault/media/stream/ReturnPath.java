package org.callvault.media.stream;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where our RTCP goes: to where the SRC's own comes from (symmetric RTCP, RFC 7866, 8.1.8), else to where its description
 * takes it.
 *
 * <p>A forged packet must not choose whom we send to. So a place that was heard counts only when what came from there was
 * authentic, or when its address is the one that the SRC described; then only its port is the packet's, as behind a NAT.
 * And a described place counts only once the SRC has acknowledged our answer, which shows that it can hear us.
 */
final class ReturnPath {
    private @Nullable InetSocketAddress described;
    private @Nullable InetSocketAddress heard;

    ReturnPath(@Nullable InetSocketAddress described) {
        this.described = described;
    }

    /** Takes the SRC's new word; where it moved, what was heard from the old place counts no more. */
    void describe(@Nullable InetSocketAddress place) {
        if (place != null && described != null && !place.equals(described)) {
            heard = null;
        }
        described = place;
    }

    /** RTCP that was admitted came from there. */
    void hear(SocketAddress source) {
        heard = source instanceof InetSocketAddress internet ? internet : null;
    }

    void forget() {
        heard = null;
    }

    /**
     * Null while there is none.
     *
     * @param media where media comes from, on a port that both share (RFC 5761); else null
     * @param authentic whether what is admitted is authenticated
     * @param acknowledged whether the SRC has acknowledged our answer
     */
    @Nullable
    InetSocketAddress target(@Nullable SocketAddress media, boolean authentic, boolean acknowledged) {
        InetSocketAddress word = acknowledged ? described : null;
        InetSocketAddress found = heard;
        if (found == null && media instanceof InetSocketAddress internet) {
            found = internet;
        }
        boolean trusted = found != null && (authentic || (word != null && isSameHost(found, word)));
        InetSocketAddress target = trusted ? found : word;
        return target != null && canBeSentTo(target) ? target : null;
    }

    private static boolean isSameHost(InetSocketAddress one, InetSocketAddress other) {
        InetAddress address = one.getAddress();
        return address != null && address.equals(other.getAddress());
    }

    private static boolean canBeSentTo(InetSocketAddress place) {
        InetAddress address = place.getAddress();
        return address != null && place.getPort() > 0 && !address.isAnyLocalAddress() && !address.isMulticastAddress();
    }
}
