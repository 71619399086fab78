package org.callvault.security;

import java.nio.file.Path;

/** A certificate or key file that cannot be used; the message names the file, what is wrong and what to do. */
public final class PemProblem extends RuntimeException {
    PemProblem(Path file, String wrong, String fix) {
        super(file + ": " + wrong + ". " + fix);
    }

    PemProblem(Path file, String wrong, String fix, Throwable cause) {
        super(file + ": " + wrong + ". " + fix, cause);
    }
}
