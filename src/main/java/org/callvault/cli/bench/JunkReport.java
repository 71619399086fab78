package org.callvault.cli.bench;

import java.util.List;
import java.util.Locale;

/**
 * What floods did to a node.
 *
 * @param sent packets of media over the whole run, by the sender's own count
 * @param received authentic packets, by the node's own count
 * @param heapBefore live heap with all calls up and warm, bytes
 * @param heapAfter the same after the last flood
 */
record JunkReport(List<Phase> phases, long sent, long received, long heapBefore, long heapAfter) {
    /**
     * One kind of packets while it was sent.
     *
     * @param name of the kind
     * @param packets of it that were sent
     * @param rejected packets that the node counted as rejected meanwhile
     * @param micros processor time of the node for each of them, beyond what the rest took
     */
    record Phase(String name, long packets, long rejected, double micros) {}

    /** In Markdown. */
    String table() {
        StringBuilder table = new StringBuilder("""

                | packet | us a packet | sent | counted as rejected |
                |---|---|---|---|
                """);
        for (Phase phase : phases) {
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %.2f | %d | %d |%n",
                    phase.name(),
                    phase.micros(),
                    phase.packets(),
                    phase.rejected()));
        }
        return table.append(String.format(
                        Locale.ROOT,
                        "%nMedia: %d sent, %d lost. Live heap: %.1f MB before, %.1f MB after.%n",
                        sent,
                        sent - received,
                        heapBefore / 1e6,
                        heapAfter / 1e6))
                .toString();
    }
}
