package org.callvault.recording.retention.rule;

import java.time.Duration;
import java.time.Instant;

/**
 * Whether it is as late as a clock says. A clock that jumps years ahead would make everything due at once, so it is
 * compared with the database's, and with the latest time that was believed before.
 */
public final class ClockGuard {
    /** Clocks of two machines that are looked after differ by less. */
    static final Duration MOST_APART = Duration.ofMinutes(10);

    private ClockGuard() {}

    /** What came of it. */
    public sealed interface Verdict {}

    /** What is due at that time may go. */
    public record Believed(Instant now) implements Verdict {}

    /** Nothing may go; a person has to look. */
    public record Doubted(String why) implements Verdict {}

    /**
     * Judges.
     *
     * @param mark the latest time that was believed before
     */
    public static Verdict judge(Instant mark, Instant database, Instant node, Duration maxJump) {
        if (Duration.between(database, node).abs().compareTo(MOST_APART) > 0) {
            return new Doubted(
                    "the node's clock says " + node + " and the database's " + database + ": set the wrong one right");
        }
        // The earlier of the two removes less.
        Instant now = database.isBefore(node) ? database : node;
        if (Duration.between(mark, now).compareTo(maxJump) > 0) {
            return new Doubted("the clock says " + now + ", and was last believed at " + mark
                    + ": set it right, or confirm it with \"callvault retain --confirm-clock\"");
        }
        return new Believed(now);
    }
}
