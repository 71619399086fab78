package org.callvault.cli.src;

/** What a message of the recorder's asks of a call, beyond its answer. */
enum Asked {
    NOTHING,
    /** The call is over. */
    END,
    /** All metadata is to be sent again (RFC 7866, 9.2). */
    SNAPSHOT
}
