package org.callvault.recording.store;

import java.io.IOException;

/** The store as a whole does not serve now: it does not answer, is busy, or refuses who asks. It may be better later. */
public class StoreAway extends IOException {
    public StoreAway(String message) {
        super(message);
    }

    public StoreAway(String message, Throwable cause) {
        super(message, cause);
    }
}
