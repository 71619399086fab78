package org.callvault.session.state;

import java.time.Duration;
import org.callvault.config.trunk.Trunks;
import org.callvault.dtls.Fingerprint;

/**
 * What a session must know of its node; constant while the node runs.
 *
 * @param node its name
 * @param publicAddress what an answer's {@code o=} and {@code c=} carry
 * @param srtpAllowed whether RTP/SAVP is taken
 * @param keysOverPlaintext whether SDES keys are taken from signalling that anybody can read (RFC 4568, 8.3)
 * @param fingerprint of the certificate that this node shows in DTLS handshakes
 * @param maxStreams of one call
 * @param t1 RFC 3261 T1
 * @param mediaTimeout silence after which a call without a fresh session timer is given up; holdTimeout the same while
 *     all streams are on hold
 * @param checkInterval how often a call's life is looked at
 * @param rekeyAfter age of keys at which the SRC is asked for new ones; zero for never
 * @param catalogWait how long an answer waits for the catalog
 * @param trunks the profiles that requests name
 */
public record SessionContext(
        String node,
        String publicAddress,
        boolean srtpAllowed,
        boolean keysOverPlaintext,
        Fingerprint fingerprint,
        int maxStreams,
        Duration t1,
        Duration mediaTimeout,
        Duration holdTimeout,
        Duration checkInterval,
        Duration rekeyAfter,
        Duration catalogWait,
        Trunks trunks) {
    /** RFC 3261, table 4. */
    static final Duration T2 = Duration.ofSeconds(4);

    /** This node. */
    MediaPlace place() {
        return new MediaPlace(node, publicAddress, fingerprint);
    }

    Duration timeoutH() {
        return t1.multipliedBy(64);
    }
}
