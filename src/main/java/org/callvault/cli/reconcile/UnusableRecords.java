package org.callvault.cli.reconcile;

import java.io.IOException;

/** A file of call records that cannot be used at all; the message says what to do. */
public final class UnusableRecords extends IOException {
    private static final long serialVersionUID = 1;

    UnusableRecords(String message) {
        super(message);
    }
}
