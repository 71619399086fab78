/**
 * SIP as sessions see it: requests and responses free of the stack that parses and writes them, so that a session can
 * live on another node than the connection. Read {@link org.callvault.session.signal.SipRequest} first.
 */
@NullMarked
package org.callvault.session.signal;

import org.jspecify.annotations.NullMarked;
