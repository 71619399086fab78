package org.callvault.cli;

/** What the commands exit with; documented in their help, so stable. */
final class ExitCodes {
    static final int OK = 0;
    /** A call was refused, or a recording is not what it should be. */
    static final int FAILED = 1;
    /** Wrong use of a command. */
    static final int USAGE = 2;
    /** A node could not start. */
    static final int CANNOT_START = 3;

    /** A program that a command needs is not installed. */
    static final int PROGRAM_MISSING = 4;

    private ExitCodes() {}
}
