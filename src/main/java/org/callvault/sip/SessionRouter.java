package org.callvault.sip;

import org.callvault.session.SessionCommand;
import org.callvault.session.signal.CallId;

/** Finds the session of a call, wherever in the cluster it lives, and makes it if it is not there. */
public interface SessionRouter {
    /** Never blocks and never fails; what cannot be delivered is lost, and the frontend answers in the session's place. */
    void tell(CallId callId, SessionCommand command);
}
