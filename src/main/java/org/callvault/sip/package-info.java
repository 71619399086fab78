/**
 * The world of SIP: listeners, transactions and the checks that need no session. The JAIN-SIP stack is known in this package
 * and below it alone; sessions see {@link org.callvault.session.signal.SipRequest} and {@link org.callvault.session.signal.SipResponse}.
 *
 * <p>Read {@link org.callvault.sip.SipServer} first, then {@link org.callvault.sip.RequestIntake}, which a request enters, and
 * {@link org.callvault.sip.SipFrontend}, through which its answer leaves.
 */
@NullMarked
package org.callvault.sip;

import org.jspecify.annotations.NullMarked;
