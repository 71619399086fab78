package org.callvault.recording.contents;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What media counted of one stream, as the last ACCOUNT entry has it; what the spool cannot know, because it was dropped.
 *
 * @param late out of order at the socket
 * @param paused discarded while on hold
 * @param rejected dropped packets by reason
 * @param jitter RFC 3550, A.8, in timestamp units
 * @param droppedByKernel found no room in the socket's buffer; null where the system does not tell
 */
public record StreamCounters(
        int index,
        long late,
        long duplicate,
        long paused,
        @Nullable Map<String, Long> rejected,
        long jitter,
        @Nullable Long droppedByKernel) {
    static final StreamCounters NONE = new StreamCounters(-1, 0, 0, 0, Map.of(), 0, null);

    public Map<String, Long> rejections() {
        return rejected == null ? Map.of() : Map.copyOf(rejected);
    }
}
