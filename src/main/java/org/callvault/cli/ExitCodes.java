package org.callvault.cli;

/** What the commands exit with; documented in their help, so stable. */
public final class ExitCodes {
    public static final int OK = 0;
    /** A call was refused, or a recording is not what it should be. */
    public static final int FAILED = 1;
    /** Wrong use of a command. */
    public static final int USAGE = 2;
    /** A node could not start. */
    public static final int CANNOT_START = 3;

    /** A program that a command needs is not installed. */
    public static final int PROGRAM_MISSING = 4;

    /** A node was removed from its cluster, and can be started again at once. */
    static final int REMOVED = 5;

    private ExitCodes() {}
}
