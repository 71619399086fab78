package org.callvault.admin.recordings;

import org.callvault.recording.seal.SealedFile;

/** What a node can say of a sealed recording's audio. */
public sealed interface OpenedAudio {
    /** This node holds no key of its recipients. */
    record NoKey() implements OpenedAudio {}

    /** It is not what was recorded, and nothing of it is given out. */
    record Altered() implements OpenedAudio {}

    /**
     * Verified, all of it.
     *
     * @param tag names this content: the SHA-256 that its manifest has
     * @param audio to be read {@linkplain SealedFile#again anew} for each answer; closed itself
     */
    record Verified(String tag, SealedFile audio) implements OpenedAudio {}
}
