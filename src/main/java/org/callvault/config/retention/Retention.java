package org.callvault.config.retention;

import java.time.Duration;
import java.util.List;

/**
 * The life of kept recordings.
 *
 * @param rules the first that fits counts
 * @param otherwise where none fits
 * @param every how often what is due is looked for
 * @param batch recordings that are removed in one go
 * @param maxClockJump a clock that went further forward than this since it was last looked at is not believed
 * @param keepRows whether the catalog keeps a row, without personal data, of what was removed
 * @param releaseNeedsSecond whether a hold is released only when a second person agrees
 */
public record Retention(
        List<RetentionRule> rules,
        KeepFor otherwise,
        Duration every,
        int batch,
        Duration maxClockJump,
        boolean keepRows,
        boolean releaseNeedsSecond) {
    public Retention {
        rules = List.copyOf(rules);
    }

    /** Whether nothing is ever due by itself. */
    public boolean keepsAllForever() {
        return otherwise.period().isEmpty()
                && rules.stream().allMatch(rule -> rule.keep().period().isEmpty());
    }
}
