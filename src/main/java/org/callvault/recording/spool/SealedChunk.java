package org.callvault.recording.spool;

import java.nio.ByteBuffer;

/** A chunk record ready for any segment. */
record SealedChunk(Chain chain, ByteBuffer bytes) {
    int size() {
        return bytes.limit();
    }
}
