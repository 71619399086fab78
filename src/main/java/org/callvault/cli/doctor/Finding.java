package org.callvault.cli.doctor;

/**
 * How one thing was found.
 *
 * @param check what was looked at, a few words that stay the same
 * @param found a sentence without its stop
 * @param remedy what to do, a sentence without its stop; empty where nothing is wrong
 */
public record Finding(Level level, String check, String found, String remedy) {
    /** How bad it is. */
    public enum Level {
        OK,
        /** A node starts, but somebody should look at it. */
        WARN,
        /** A node does not start, or refuses calls, or peers refuse it. */
        FAIL
    }

    static Finding ok(String check, String found) {
        return new Finding(Level.OK, check, found, "");
    }

    static Finding warn(String check, String found, String remedy) {
        return new Finding(Level.WARN, check, found, remedy);
    }

    static Finding fail(String check, String found, String remedy) {
        return new Finding(Level.FAIL, check, found, remedy);
    }
}
