package org.callvault.recording.spool;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.callvault.recording.Progress;
import org.callvault.recording.spool.segment.SegmentFiles;
import org.callvault.recording.spool.segment.SpoolDamage;

/**
 * Merges the chains of one recording, entry by entry, by time of arrival. Each keeps its own order, so one chain alone comes as it
 * was written; of two that received the same packets, each packet comes twice, close together, and whoever reads
 * tells them by source and number.
 */
final class ChainMerge {
    private final List<OpenChain> chains;
    private final List<SpoolDamage> damage = new ArrayList<>();

    ChainMerge(List<ChainCursor> cursors) {
        this.chains = cursors.stream().map(OpenChain::new).toList();
    }

    ReadReport read(EntryVisitor visitor, Progress progress) throws IOException {
        long all = chains.stream().mapToLong(OpenChain::left).sum();
        PriorityQueue<OpenChain> open = new PriorityQueue<>(Comparator.comparingLong(OpenChain::arrival));
        try (SegmentFiles files = new SegmentFiles()) {
            for (OpenChain chain : chains) {
                addIfMore(chain, files, open);
            }
            while (!open.isEmpty()) {
                OpenChain chain = open.remove();
                long before = chain.left();
                OpenChain other = open.peek();
                do {
                    chain.show(visitor);
                } while (chain.hasEntry() && (other == null || chain.arrival() <= other.arrival()));
                addIfMore(chain, files, open);
                if (chain.left() < before) {
                    progress.done(
                            all - chains.stream().mapToLong(OpenChain::left).sum(), all);
                }
            }
        }
        List<ReadReport.Part> parts = chains.stream()
                .map(OpenChain::part)
                .filter(part -> part.chunks() > 0)
                .sorted((one, other) -> Long.compareUnsigned(one.chain(), other.chain()))
                .toList();
        return new ReadReport(parts.stream().mapToLong(ReadReport.Part::chunks).sum(), damage, parts);
    }

    private void addIfMore(OpenChain chain, SegmentFiles files, PriorityQueue<OpenChain> open) throws IOException {
        if (chain.advance(files, damage)) {
            open.add(chain);
        }
    }
}
