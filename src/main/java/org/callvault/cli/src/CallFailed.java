package org.callvault.cli.src;

/** The recorder did not take the call, or did not answer. */
public final class CallFailed extends RuntimeException {
    private final int status;

    CallFailed(int status, String message) {
        super(message);
        this.status = status;
    }

    /** The SIP status, 0 where none came. */
    public int status() {
        return status;
    }
}
