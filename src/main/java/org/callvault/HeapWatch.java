package org.callvault;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;

/** How full the heap is with what lives: as the collector left it, not counting what it has yet to sweep. */
final class HeapWatch {
    private static final double MOST = 0.9;

    private final List<MemoryPoolMXBean> pools = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP && pool.getCollectionUsage() != null)
            .toList();
    private final long maxBytes = Runtime.getRuntime().maxMemory();

    /** Whether nothing more should be begun. */
    boolean isFull() {
        return liveBytes() > maxBytes * MOST;
    }

    private long liveBytes() {
        return pools.stream()
                .map(MemoryPoolMXBean::getCollectionUsage)
                .mapToLong(MemoryUsage::getUsed)
                .sum();
    }
}
