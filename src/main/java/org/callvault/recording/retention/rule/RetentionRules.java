package org.callvault.recording.retention.rule;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.callvault.config.retention.KeepFor;
import org.callvault.config.retention.Retention;
import org.callvault.config.retention.RetentionRule;
import org.callvault.recording.catalog.CatalogEntry;
import org.callvault.recording.catalog.PhoneNumber;
import org.callvault.recording.catalog.RetainUntil;
import org.callvault.recording.catalog.RetentionPolicy;

/** The rules of the settings, applied to what the catalog knows of a recording: the first that fits counts. */
public final class RetentionRules implements RetentionPolicy {
    private static final String DEFAULT = "default";

    private final Retention settings;

    public RetentionRules(Retention settings) {
        this.settings = settings;
    }

    /** Counted from the end of the call; of one whose end is not known, from its start. */
    @Override
    public RetainUntil of(CatalogEntry entry) {
        Instant ended = entry.endedAt() == null ? entry.startedAt() : entry.endedAt();
        Optional<RetentionRule> rule =
                settings.rules().stream().filter(each -> fits(each, entry)).findFirst();
        KeepFor keep = rule.map(RetentionRule::keep).orElse(settings.otherwise());
        return new RetainUntil(keep.after(ended), rule.map(RetentionRule::name).orElse(DEFAULT));
    }

    private static boolean fits(RetentionRule rule, CatalogEntry entry) {
        return any(rule.trunks(), trunk -> trunk.equals(entry.trunk()))
                && any(rule.participants(), pattern -> names(entry).anyMatch(name -> Glob.fits(pattern, name)))
                && any(rule.numbers(), pattern -> numbers(entry).anyMatch(number -> Glob.fits(digits(pattern), number)))
                && any(rule.flags(), entry.flags()::contains)
                && rule.minDuration()
                        .map(least -> length(entry).compareTo(least) >= 0)
                        .orElse(true)
                && rule.maxDuration()
                        .map(most -> length(entry).compareTo(most) <= 0)
                        .orElse(true);
    }

    /** An empty list asks nothing. */
    private static boolean any(List<String> asked, Predicate<String> fits) {
        return asked.isEmpty() || asked.stream().anyMatch(fits);
    }

    private static Duration length(CatalogEntry entry) {
        return entry.duration() == null ? Duration.ZERO : entry.duration();
    }

    private static Stream<String> names(CatalogEntry entry) {
        return entry.participants().stream()
                .flatMap(participant -> Stream.of(participant.aor(), participant.name()))
                .flatMap(Stream::ofNullable);
    }

    private static Stream<String> numbers(CatalogEntry entry) {
        return entry.participants().stream()
                .flatMap(participant -> Stream.ofNullable(participant.aor()))
                .flatMap(address -> PhoneNumber.digits(address).stream());
    }

    private static String digits(String pattern) {
        return pattern.replaceAll("[^0-9*?]", "");
    }
}
