package org.callvault.recording.format;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.callvault.rtp.Ssrc;

/**
 * Puts the packets of one stream on the common clock of arrivals.
 *
 * <p>Shown the same packets in the same order, two clocks agree; so a first pass finds the anchors of all epochs, and a
 * second one places samples without holding packets in memory. What a hostile sender can make this hold is bounded by the
 * number of its packets and by {@link #MAX_EPOCHS}.
 */
final class StreamClock {
    /** A stream that starts over more often than this is not audio; what comes after is counted and not placed. */
    static final int MAX_EPOCHS = 1000;

    private final List<Epoch> epochs = new ArrayList<>();
    private final Map<Ssrc, Epoch> current = new HashMap<>();
    private boolean timestampsJumped;
    private long received;
    private long late;
    private long duplicate;
    private long unplaced;

    /**
     * Takes the next packet in the order of arrival.
     *
     * @return empty when the stream has started over too often
     */
    Optional<Placement> place(PacketTime packet) {
        Epoch epoch = current.get(packet.ssrc());
        if (epoch == null || !epoch.sameClock(packet) || !epoch.fits(packet)) {
            if (epochs.size() == MAX_EPOCHS) {
                unplaced++;
                return Optional.empty();
            }
            timestampsJumped |= epoch != null && epoch.sameClock(packet);
            epoch = new Epoch(epochs.size(), packet);
            epochs.add(epoch);
            current.put(packet.ssrc(), epoch);
        }
        Placement placement = epoch.place(packet);
        count(placement.order());
        return Optional.of(placement);
    }

    private void count(Placement.Order order) {
        switch (order) {
            case IN_ORDER -> received++;
            case LATE -> {
                received++;
                late++;
            }
            case DUPLICATE -> duplicate++;
        }
    }

    /** Takes what a source says of its clock; before its first packet, or between two of its epochs, it says nothing. */
    void reported(ClockReport report) {
        Epoch epoch = current.get(report.ssrc());
        if (epoch != null) {
            epoch.reported(report);
        }
    }

    List<Epoch> epochs() {
        return epochs;
    }

    /** Packets that no packet stands for, over all epochs. */
    long missing() {
        return epochs.stream().mapToLong(epoch -> epoch.sequences().missing()).sum();
    }

    /** Distinct packets, including those that could not be placed. */
    long received() {
        return received + unplaced;
    }

    long late() {
        return late;
    }

    long duplicate() {
        return duplicate;
    }

    long unplaced() {
        return unplaced;
    }

    /** Whether one source's timestamps ever left what the times of arrival allow. */
    boolean timestampsJumped() {
        return timestampsJumped;
    }
}
