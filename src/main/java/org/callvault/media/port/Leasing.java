package org.callvault.media.port;

/** Answer to a wish for ports. */
public sealed interface Leasing permits PortLease, Leasing.Exhausted, Leasing.Failed {

    /** Every port of the range is leased, rests, or is held by another process. */
    record Exhausted(String detail) implements Leasing {}

    /** The machine gives no socket at all: no file descriptors, no such address. */
    record Failed(String detail) implements Leasing {}
}
