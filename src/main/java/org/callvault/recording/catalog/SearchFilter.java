package org.callvault.recording.catalog;

import java.util.Optional;

/**
 * Which recordings are looked for.
 *
 * @param identifier that some system calls the call, in full
 * @param participant part of a participant's address or name, in any case
 */
public record SearchFilter(Optional<String> identifier, Optional<String> participant) {
    /** All of them. */
    public static final SearchFilter NONE = new SearchFilter(Optional.empty(), Optional.empty());
}
