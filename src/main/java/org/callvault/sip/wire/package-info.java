/**
 * SIP as bytes: where a message starts and ends on a stream, and its header lines as received (RFC 3261, 7 and 18.3). Pure: no
 * sockets, no stack. Read {@link org.callvault.sip.wire.SipFramer} first.
 */
@NullMarked
package org.callvault.sip.wire;

import org.jspecify.annotations.NullMarked;
