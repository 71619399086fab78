package org.callvault.recording.timestamp;

import java.util.Locale;

/** There is no time stamp, or one that cannot be used. */
public final class TimeStampFailed extends Exception {
    private static final long serialVersionUID = 1;

    /** What kind of failure it is: the label of a counter. */
    public enum Reason {
        UNREACHABLE,
        TOO_SLOW,
        HTTP_STATUS,
        TOO_LARGE,
        UNREADABLE,
        /** The authority answered that it makes none. */
        REFUSED,
        /** It is of another content, request or policy. */
        MISMATCH,
        /** Its signature or its certificates do not hold. */
        UNTRUSTED;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Reason reason;

    TimeStampFailed(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    TimeStampFailed(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
