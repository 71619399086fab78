package org.callvault.recording.seal;

import java.io.IOException;

/** A sealed file that is not opened; why, in words for an operator. */
public final class SealProblem extends IOException {
    private static final long serialVersionUID = 1;

    /** What is wrong. */
    public enum Kind {
        /** Not in the form that Callvault writes: something else, or cut off. */
        FORM,
        /** None of the keys is one of its recipients'. */
        NO_KEY,
        /** Its tag is not that of its content. */
        ALTERED
    }

    private final Kind kind;

    SealProblem(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    SealProblem(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
