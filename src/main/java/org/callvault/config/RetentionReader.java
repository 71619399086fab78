package org.callvault.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.callvault.config.retention.KeepFor;
import org.callvault.config.retention.Retention;
import org.callvault.config.retention.RetentionRule;

/** Reads how long recordings are kept. */
final class RetentionReader {
    private static final Set<String> KEYS =
            Set.of("name", "trunks", "participants", "numbers", "flags", "min-duration", "max-duration", "keep");
    private static final String RULES = "callvault.retention.rules: ";

    private final Config config;
    private final SettingValues values;
    private final List<String> problems;
    private final Set<String> names = new HashSet<>(Set.of("default"));

    RetentionReader(Config config, SettingValues values, List<String> problems) {
        this.config = config;
        this.values = values;
        this.problems = problems;
    }

    Retention read() {
        return new Retention(
                rules(),
                keep("callvault.retention.default: ", values.text("retention.default")),
                values.duration("retention.every"),
                values.number("retention.batch", 1, 10_000),
                values.duration("retention.max-clock-jump"),
                rows(),
                values.bool("retention.release-needs-second-person"));
    }

    private boolean rows() {
        return switch (values.text("retention.rows")) {
            case "keep" -> true;
            case "remove" -> false;
            default -> {
                problems.add(values.shown("retention.rows") + " must be keep or remove");
                yield true;
            }
        };
    }

    private List<RetentionRule> rules() {
        List<RetentionRule> rules = new ArrayList<>();
        try {
            for (Config rule : config.getConfigList("retention.rules")) {
                rules.add(rule(rule));
            }
        } catch (ConfigException e) {
            problems.add("callvault.retention.rules has the wrong form: " + e.getMessage());
        }
        return rules;
    }

    private RetentionRule rule(Config rule) {
        String name = rule.hasPath("name") ? rule.getString("name") : "";
        if (!name.matches("[A-Za-z0-9._-]{1,64}") || !names.add(name)) {
            problems.add(RULES + "each needs a name of its own, of up to 64 letters, digits, dots and hyphens, other"
                    + " than \"default\"; found \"" + name + "\"");
        }
        rule.root().keySet().stream()
                .filter(key -> !KEYS.contains(key))
                .forEach(key -> problems.add(
                        RULES + key + " is nothing that " + name + " may ask for; reference.conf lists all"));
        if (!rule.hasPath("keep")) {
            problems.add(RULES + name + " does not say how long: give it keep, as in keep = \"5 years\"");
        }
        return new RetentionRule(
                name,
                texts(rule, "trunks"),
                texts(rule, "participants"),
                texts(rule, "numbers"),
                texts(rule, "flags"),
                length(rule, "min-duration"),
                length(rule, "max-duration"),
                keep(RULES + "keep of " + name + ": ", rule.hasPath("keep") ? rule.getString("keep") : "forever"));
    }

    /** What cannot be read keeps forever: a node with a problem does not start anyway. */
    private KeepFor keep(String where, String text) {
        try {
            return KeepFor.parse(text);
        } catch (IllegalArgumentException e) {
            problems.add(where + e.getMessage());
            return KeepFor.FOREVER;
        }
    }

    private static Optional<Duration> length(Config of, String key) {
        return of.hasPath(key) ? Optional.of(of.getDuration(key)) : Optional.empty();
    }

    private static List<String> texts(Config of, String key) {
        return of.hasPath(key) ? of.getStringList(key) : List.of();
    }
}
