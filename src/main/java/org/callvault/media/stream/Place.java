package org.callvault.media.stream;

/** Where a packet is in its source's sequence. */
enum Place {
    IN_ORDER,
    LATE,
    DUPLICATE,
    /** Of a source for which there is no room. */
    NOWHERE
}
