package org.callvault.session;

import org.callvault.session.signal.OutboundRequest;

/** What a session needs of the world of SIP: the port that the sip package implements. */
public interface Signalling {
    /** Sends a request inside a dialog; failures are logged and counted, answers are not waited for. */
    void send(OutboundRequest request);
}
