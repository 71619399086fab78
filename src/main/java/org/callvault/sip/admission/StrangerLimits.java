package org.callvault.sip.admission;

import java.util.LinkedHashMap;
import java.util.Map;
import org.callvault.config.trunk.Trunks;

/**
 * A rate for each source address that belongs to no trunk. Where no trunk is configured there are no strangers: the one SBC
 * that carries all calls must never be throttled. May be used from any thread.
 */
public final class StrangerLimits {
    /** Addresses remembered; whoever sends from more of them than that meets the limit of the node. */
    private static final int MOST = 10_000;

    private final Trunks trunks;
    private final int perSecond;
    private final Map<String, RateLimit> byAddress = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, RateLimit> eldest) {
            return size() > MOST;
        }
    };

    /**
     * Limits of a node.
     *
     * @param perSecond for each stranger; 0 sets no limit
     */
    public StrangerLimits(Trunks trunks, int perSecond) {
        this.trunks = trunks;
        this.perSecond = perSecond;
    }

    /** Whether one more from that address fits; it is counted if so. */
    public boolean take(String address, long nowNanos) {
        if (perSecond == 0 || trunks.known().isEmpty() || trunks.knowsAddress(address)) {
            return true;
        }
        RateLimit limit;
        synchronized (byAddress) {
            limit = byAddress.computeIfAbsent(address, unseen -> new RateLimit(perSecond, nowNanos));
        }
        return limit.take(nowNanos);
    }

    int remembered() {
        synchronized (byAddress) {
            return byAddress.size();
        }
    }
}
