package org.callvault.recording.spool;

import org.jspecify.annotations.Nullable;

/** The spool or its key cannot be used: a matter of configuration or of the Java runtime, not of one recording. */
public final class SpoolException extends RuntimeException {
    public SpoolException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
