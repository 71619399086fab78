package org.callvault.media.stream;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which address plain RTP of one port may come from. Nothing authenticates it, so the first valid packet decides, and
 * another source takes over only when that one is silent, or when it is where the SRC said it would send from and the
 * latched one is not (NAT and early media make the SRC's word a preference, not a rule).
 */
final class SourceLatch {
    /** Silence after which another source may take over. */
    static final Duration SILENCE = Duration.ofSeconds(2);

    private @Nullable InetAddress announced;
    private @Nullable SocketAddress latched;
    private long lastNanos;

    SourceLatch(@Nullable InetAddress announced) {
        this.announced = announced;
    }

    void announce(@Nullable InetAddress address) {
        announced = address;
    }

    /** Whether a valid packet from there belongs to the stream; the latch follows. */
    boolean admits(SocketAddress source, long nowNanos) {
        boolean admitted = source.equals(latched) || mayTakeOver(source, nowNanos);
        if (admitted) {
            latch(source, nowNanos);
        }
        return admitted;
    }

    /** Takes a source that needs no judgement, because its packet was authentic. */
    void latch(SocketAddress source, long nowNanos) {
        latched = source;
        lastNanos = nowNanos;
    }

    /** Null while nothing has come. */
    @Nullable
    SocketAddress latched() {
        return latched;
    }

    /** Whoever comes next may take over. */
    void release() {
        latched = null;
    }

    private boolean mayTakeOver(SocketAddress source, long nowNanos) {
        return latched == null
                || nowNanos - lastNanos > SILENCE.toNanos()
                || (isAnnounced(source) && !isAnnounced(latched));
    }

    private boolean isAnnounced(SocketAddress source) {
        return source instanceof InetSocketAddress internet
                && internet.getAddress().equals(announced);
    }
}
