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
 * @param connect a connection of ours that is not up after so long is given up
 * @param maxQueued messages that wait for a slow reader before its connection is closed
 */
public record StreamLimits(
        int maxHead,
        int maxBody,
        int maxConnections,
        Duration idle,
        Duration handshake,
        Duration connect,
        int maxQueued) {
    private static final int MAX_HEAD = 32 * 1024;
    private static final int MAX_QUEUED = 256;

    public static StreamLimits of(Settings.Sip settings) {
        return new StreamLimits(
                MAX_HEAD,
                settings.maxMessageBytes(),
                settings.maxConnections(),
                settings.idleConnection(),
                Duration.ofSeconds(10),
                Duration.ofSeconds(5),
                MAX_QUEUED);
    }
}
