package org.callvault.sip.transport;

import java.time.Duration;
import org.callvault.config.Settings;

/**
 * What one peer may take from us.
 *
 * @param maxHead bytes of start line and headers
 * @param maxBody bytes of a body
 * @param maxConnections open at a time on one listener
 * @param idle a connection on which nothing moves so long is closed
 * @param handshake a TLS handshake that takes longer is given up
 * @param message from the first byte of a message to its last
 * @param connect a connection of ours that is not up after so long is given up
 * @param maxQueued messages that wait for a slow reader before its connection is closed
 */
public record StreamLimits(
        int maxHead,
        int maxBody,
        int maxConnections,
        Duration idle,
        Duration handshake,
        Duration message,
        Duration connect,
        int maxQueued) {
    private static final int MAX_HEAD = 32 * 1024;
    /** 64*T1 (RFC 3261, 17.1.2.2): by then the sender's own transaction has given up. */
    private static final Duration MESSAGE = Duration.ofSeconds(32);

    private static final int MAX_QUEUED = 256;

    public static StreamLimits of(Settings.Sip settings) {
        return new StreamLimits(
                MAX_HEAD,
                settings.maxMessageBytes(),
                settings.maxConnections(),
                settings.idleConnection(),
                Duration.ofSeconds(10),
                settings.idleConnection().compareTo(MESSAGE) < 0 ? settings.idleConnection() : MESSAGE,
                Duration.ofSeconds(5),
                MAX_QUEUED);
    }
}
