package org.callvault.recording.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which samples of a stream are filled, and by which packets the filled runs begin and end. The first to come wins. */
final class Coverage {
    /** A packet at the edge of a run. */
    private record Edge(Epoch epoch, long sequence) {}

    private record Run(long to, Edge first, Edge last) {}

    private final TreeMap<Long, Run> runs = new TreeMap<>();

    /** Claims samples for a packet and returns the parts that were still free. */
    List<AudioPiece> claim(long position, int length, Placement packet) {
        List<AudioPiece> pieces = free(position, length);
        Edge edge = new Edge(packet.epoch(), packet.extendedSequence());
        pieces.forEach(piece -> fill(piece.position(), piece.position() + piece.length(), edge));
        return pieces;
    }

    /** The parts that nobody claimed. */
    List<AudioPiece> free(long position, int length) {
        List<AudioPiece> pieces = new ArrayList<>(1);
        long end = position + length;
        long at = position;
        while (at < end) {
            Map.Entry<Long, Run> before = runs.floorEntry(at);
            if (before != null && before.getValue().to() > at) {
                at = before.getValue().to();
                continue;
            }
            Long next = runs.ceilingKey(at);
            long until = next == null ? end : Math.min(end, next);
            pieces.add(new AudioPiece(at, (int) (at - position), (int) (until - at)));
            at = until;
        }
        return pieces;
    }

    private void fill(long from, long to, Edge edge) {
        Map.Entry<Long, Run> below = runs.floorEntry(from);
        long start = from;
        Edge first = edge;
        if (below != null && below.getValue().to() == from) {
            start = below.getKey();
            first = below.getValue().first();
        }
        Run above = runs.remove(to);
        runs.put(start, above == null ? new Run(to, first, edge) : new Run(above.to(), first, above.last()));
    }

    /** One past the last filled sample; 0 for none. */
    long end() {
        return runs.isEmpty() ? 0 : runs.lastEntry().getValue().to();
    }

    /** What lies between the runs, in order of time. */
    List<Gap> gaps(List<Interval> paused) {
        List<Gap> gaps = new ArrayList<>();
        Run before = null;
        for (Map.Entry<Long, Run> entry : runs.entrySet()) {
            if (before != null) {
                gaps.add(gap(before, entry.getKey(), entry.getValue(), paused));
            }
            before = entry.getValue();
        }
        return gaps;
    }

    private static Gap gap(Run before, long start, Run after, List<Interval> paused) {
        Interval samples = new Interval(before.to(), start);
        Edge left = before.last();
        Edge right = after.first();
        boolean sameEpoch = left.epoch() == right.epoch();
        long missing = sameEpoch ? left.epoch().sequences().missingBetween(left.sequence(), right.sequence()) : 0;
        if (paused.stream().anyMatch(hold -> hold.from() < samples.to() && samples.from() < hold.to())) {
            return new Gap(samples, missing, Gap.Reason.PAUSED);
        }
        if (!sameEpoch) {
            return new Gap(samples, 0, Gap.Reason.RESTARTED);
        }
        return new Gap(samples, missing, missing > 0 ? Gap.Reason.LOST : Gap.Reason.SILENCE_SUPPRESSED);
    }
}
