package org.callvault.media;

import java.util.Locale;

/** Why media could not be provided. */
public enum MediaRefusal {
    PORTS_EXHAUSTED,
    TOO_MANY_STREAMS,
    FAILED;

    /** As a metric label, such as {@code ports_exhausted}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
