package org.callvault.sip;

/** A listener could not be started; the message names listener and address, the cause and what to do. */
public final class SipStartFailed extends RuntimeException {
    SipStartFailed(String listener, String cause, String fix) {
        super(listener + ": " + cause + ". " + fix);
    }

    SipStartFailed(String listener, String cause, String fix, Throwable from) {
        super(listener + ": " + cause + ". " + fix, from);
    }
}
