package org.callvault.recording.catalog;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * One thing that is asked of recordings. Text is compared in any case where it is said, else exactly. A part of text is found
 * inside of words too if it has three letters or digits in a row; one or two are found where a word begins, because no index
 * has them elsewhere.
 */
public sealed interface Criterion {
    /** Began then or later. */
    record From(Instant at) implements Criterion {}

    /** Began before then. */
    record Before(Instant at) implements Criterion {}

    /**
     * A participant's number ends in these digits.
     *
     * @param digits as {@link PhoneNumber#searched} gives them
     */
    record PhoneDigits(String digits) implements Criterion {}

    /** An agent of this name took part: the SRC called somebody so, or it is what stands before the @ of an address. In any case. */
    record Agent(String name) implements Criterion {}

    /** Part of a participant's address or name, in any case. */
    record Participant(String part) implements Criterion {}

    /** Some system calls the call so, in full. */
    record Identifier(String value) implements Criterion {}

    /** Came over this trunk. */
    record Trunk(String name) implements Criterion {}

    /** Is in one of these states. */
    record InState(Set<RecordingState> states) implements Criterion {
        public InState {
            states = Set.copyOf(states);
        }
    }

    /** Lasted so long or longer; none that lives. */
    record AtLeast(Duration duration) implements Criterion {}

    /** Lasted no longer; none that lives. */
    record AtMost(Duration duration) implements Criterion {}

    /** Each of these words is part of something that is known of the call, in any case. */
    record Words(List<String> words) implements Criterion {
        public Words {
            words = List.copyOf(words);
        }
    }
}
