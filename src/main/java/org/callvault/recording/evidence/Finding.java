package org.callvault.recording.evidence;

import java.util.Collection;

/** What was found of a recording, in words. */
public record Finding(Verdict verdict, String text) {
    /** From good to bad. */
    public enum Verdict {
        GREEN,
        /** Nothing is wrong, and something is not proven. */
        AMBER,
        RED
    }

    static Finding green(String text) {
        return new Finding(Verdict.GREEN, text);
    }

    static Finding amber(String text) {
        return new Finding(Verdict.AMBER, text);
    }

    /** Something is not as it was kept. */
    public static Finding red(String text) {
        return new Finding(Verdict.RED, text);
    }

    /** The worst of them; green where there are none. */
    public static Verdict worst(Collection<Finding> findings) {
        return findings.stream().map(Finding::verdict).max(Verdict::compareTo).orElse(Verdict.GREEN);
    }
}
