package org.callvault.config.retention;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How long some recordings are kept: those that meet all that it asks. What is empty asks nothing; of a list one must fit.
 * In patterns {@code *} stands for any characters and {@code ?} for one; case does not matter.
 *
 * @param participants patterns of addresses or names
 * @param numbers patterns of the digits of participants' telephone numbers, such as "4969*"
 */
public record RetentionRule(
        String name,
        List<String> trunks,
        List<String> participants,
        List<String> numbers,
        List<String> flags,
        Optional<Duration> minDuration,
        Optional<Duration> maxDuration,
        KeepFor keep) {
    public RetentionRule {
        trunks = List.copyOf(trunks);
        participants = List.copyOf(participants);
        numbers = List.copyOf(numbers);
        flags = List.copyOf(flags);
    }
}
