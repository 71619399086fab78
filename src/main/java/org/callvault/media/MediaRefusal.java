package org.callvault.media;

/** Why media could not be provided. */
public enum MediaRefusal {
    PORTS_EXHAUSTED,
    TOO_MANY_STREAMS,
    FAILED
}
