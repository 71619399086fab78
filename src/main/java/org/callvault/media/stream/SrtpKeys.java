package org.callvault.media.stream;

import java.time.Duration;
import org.callvault.srtp.SrtpReceiver;
import org.callvault.srtp.Unprotected;
import org.jspecify.annotations.Nullable;

/**
 * The key in force and, for a short overlap after a re-INVITE brought another, the one before (RFC 4568, 7.1.4): the
 * SRC changes over when it has our answer, and packets under way may come after that.
 */
final class SrtpKeys implements AutoCloseable {
    /** How long the old key goes on after the new one's first authentic packet. */
    static final Duration OVERLAP = Duration.ofSeconds(2);

    /**
     * How long an old key lives when the new one is never used: what the SRC has to see our answer (RFC 3261, 64 x T1).
     */
    static final Duration LONGEST_OVERLAP = Duration.ofSeconds(32);

    private SrtpReceiver current;
    private @Nullable SrtpReceiver previous;
    private long previousUntilNanos;
    private boolean currentProven;
    private int plainLength;

    SrtpKeys(SrtpReceiver current) {
        this.current = current;
    }

    void replace(SrtpReceiver next, long nowNanos) {
        closePrevious();
        next.continueAfter(current);
        previous = current;
        previousUntilNanos = nowNanos + LONGEST_OVERLAP.toNanos();
        current = next;
        currentProven = false;
    }

    /** Authenticates and decrypts in place; what fails with the new key is tried with the old one. */
    Unprotected unprotect(byte[] buffer, int offset, int length, boolean rtcp, long nowNanos) {
        SrtpReceiver old = previousInForce(nowNanos);
        Unprotected result = unprotect(current, buffer, offset, length, rtcp);
        if (result == Unprotected.OK && !currentProven) {
            currentProven = true;
            previousUntilNanos = nowNanos + OVERLAP.toNanos();
        }
        if (result == Unprotected.AUTHENTICATION_FAILED && old != null) {
            return unprotect(old, buffer, offset, length, rtcp);
        }
        return result;
    }

    /** Length of the last packet that was OK. */
    int plainLength() {
        return plainLength;
    }

    @Override
    public void close() {
        closePrevious();
        current.close();
    }

    private Unprotected unprotect(SrtpReceiver key, byte[] buffer, int offset, int length, boolean rtcp) {
        Unprotected result = rtcp ? key.unprotectRtcp(buffer, offset, length) : key.unprotect(buffer, offset, length);
        if (result == Unprotected.OK) {
            plainLength = key.plainLength();
        }
        return result;
    }

    private @Nullable SrtpReceiver previousInForce(long nowNanos) {
        if (previous != null && nowNanos - previousUntilNanos > 0) {
            closePrevious();
        }
        return previous;
    }

    private void closePrevious() {
        if (previous != null) {
            previous.close();
            previous = null;
        }
    }
}
