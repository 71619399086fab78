package org.callvault.admin.recordings;

/** A cursor that no page of ours has given out. */
public final class InvalidCursor extends RuntimeException {
    public InvalidCursor() {
        super("the cursor is not one that a page gave out");
    }
}
