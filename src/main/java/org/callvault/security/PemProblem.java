package org.callvault.security;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A certificate or key file that cannot be used; the message names the file, what is wrong and what to do. */
public final class PemProblem extends RuntimeException {
    private final String wrong;
    private final String fix;

    PemProblem(Path file, String wrong, String fix) {
        this(file, wrong, fix, null);
    }

    PemProblem(Path file, String wrong, String fix, @Nullable Throwable cause) {
        super(file + ": " + wrong + ". " + fix, cause);
        this.wrong = file + ": " + wrong;
        this.fix = fix;
    }

    /** The file and what is wrong with it, a sentence without its stop. */
    public String wrong() {
        return wrong;
    }

    /** What to do, without its stop. */
    public String fix() {
        return fix;
    }
}
