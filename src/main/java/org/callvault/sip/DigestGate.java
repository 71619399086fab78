package org.callvault.sip;

import gov.nist.javax.sip.message.SIPRequest;
import java.time.InstantSource;
import java.util.List;
import org.callvault.security.digest.Authentication;
import org.callvault.security.digest.DigestAuthenticator;
import org.callvault.session.signal.SipHeader;
import org.callvault.sip.stack.MessageReader;
import org.callvault.sip.wire.SipHead;

/** Asks for credentials with a 401 (RFC 3261, 22.2; RFC 8760). Nothing is kept of a request before they are right. */
final class DigestGate {
    private final DigestAuthenticator authenticator;
    private final InstantSource clock;

    DigestGate(DigestAuthenticator authenticator, InstantSource clock) {
        this.authenticator = authenticator;
        this.clock = clock;
    }

    /** What comes of a request's credentials. */
    sealed interface Outcome permits User, Challenge {}

    record User(String name) implements Outcome {}

    record Challenge(Rejection rejection) implements Outcome {}

    /** An ACK has no answer, and a CANCEL cannot be sent again: it must meet its INVITE (RFC 3261, 22.1). */
    static boolean canBeChallenged(SIPRequest request) {
        return !request.getMethod().equals("ACK") && !request.getMethod().equals("CANCEL");
    }

    Outcome check(SIPRequest request) {
        List<String> authorizations = MessageReader.wire(request).head().lines().stream()
                .filter(line -> line.name().equals("authorization"))
                .map(SipHead.Line::value)
                .toList();
        return switch (authenticator.check(request.getMethod(), authorizations, clock.instant())) {
            case Authentication.Authenticated(String user) -> new User(user);
            case Authentication.Challenged(String reason, boolean stale) -> new Challenge(challenge(reason, stale));
        };
    }

    private Rejection challenge(String reason, boolean stale) {
        List<SipHeader> challenges = authenticator.challenges(stale, clock.instant()).stream()
                .map(value -> new SipHeader("WWW-Authenticate", value))
                .toList();
        return new Rejection(401, reason, "Credentials are needed", challenges);
    }
}
