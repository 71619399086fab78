package org.callvault.cli.src;

/** Answers the offers that a recorder makes in its re-INVITEs (RFC 7866, 7.1.2: it may pause and resume). */
@FunctionalInterface
interface RecorderOffers {
    /** Gives back the answer's session description. */
    byte[] answer(byte[] offer);
}
