package org.callvault.config;

import java.util.List;

/** Settings that cannot be used: each problem names the setting, its value and what to do. */
public final class InvalidSettings extends RuntimeException {
    private final List<String> problems;

    InvalidSettings(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
        return problems;
    }
}
