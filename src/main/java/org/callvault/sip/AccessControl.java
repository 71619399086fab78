package org.callvault.sip;

import gov.nist.javax.sip.message.SIPRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.callvault.config.trunk.TrunkProfile;
import org.callvault.config.trunk.Trunks;
import org.callvault.security.TlsPeer;
import org.callvault.security.audit.AuditEvent;
import org.callvault.security.audit.AuditLog;
import org.callvault.session.signal.SipPeer;
import org.callvault.session.signal.SipTransport;
import org.callvault.sip.transport.StreamChannel;

/**
 * Who may send requests: finds the trunk of each and holds it to that. Every request is checked, not INVITE alone, because a
 * BYE ends a recording as surely as an INVITE begins one.
 */
final class AccessControl {
    /** Refusals audited in one second; a flood is counted in the metrics and must not fill the disk. */
    private static final int MOST_AUDITED = 50;

    private static final long SECOND = 1_000_000_000L;

    private final Trunks trunks;
    private final AuditLog audit;
    private final LongSupplier nanos;
    private final Optional<DigestGate> digest;
    private long second;
    private int audited;

    AccessControl(Trunks trunks, Optional<DigestGate> digest, AuditLog audit, LongSupplier nanos) {
        this.digest = digest;
        this.trunks = trunks;
        this.audit = audit;
        this.nanos = nanos;
    }

    /** What comes of a request. */
    sealed interface Verdict permits Admitted, Refused {}

    record Admitted(TrunkProfile trunk) implements Verdict {}

    record Refused(Rejection rejection) implements Verdict {}

    /** Checks address, transport and certificate first, and only then any credentials. */
    Verdict check(SIPRequest request, SipPeer peer) {
        Optional<TlsPeer> tls =
                request.getMessageChannel() instanceof StreamChannel channel ? channel.tls() : Optional.empty();
        List<String> names = tls.map(TlsPeer::names).orElse(List.of());
        TrunkProfile before = trunks.match(peer.address(), names, null);
        Identified identified = refusal(before, peer, tls)
                .map(rejection -> new Identified(before, Optional.empty(), Optional.of(rejection)))
                .orElseGet(() -> identify(request, peer, tls, names, before));
        audit(request, peer, tls, identified);
        return identified.refusal().<Verdict>map(Refused::new).orElseGet(() -> new Admitted(identified.trunk()));
    }

    /** Who sent a request, and why it is not let through. */
    private record Identified(TrunkProfile trunk, Optional<String> user, Optional<Rejection> refusal) {}

    /** A user who proved to be one may be of another trunk than the address alone says. */
    private Identified identify(
            SIPRequest request, SipPeer peer, Optional<TlsPeer> tls, List<String> names, TrunkProfile before) {
        if (digest.isEmpty() || !before.requireDigest() || !DigestGate.canBeChallenged(request)) {
            return new Identified(before, Optional.empty(), Optional.empty());
        }
        return switch (digest.get().check(request)) {
            case DigestGate.Challenge(Rejection rejection) ->
                new Identified(before, Optional.empty(), Optional.of(rejection));
            case DigestGate.User(String user) -> {
                TrunkProfile trunk = trunks.match(peer.address(), names, user);
                yield new Identified(trunk, Optional.of(user), refusal(trunk, peer, tls));
            }
        };
    }

    private void audit(SIPRequest request, SipPeer peer, Optional<TlsPeer> tls, Identified identified) {
        boolean begins = request.getMethod().equals("INVITE") && request.getToTag() == null;
        if (identified.refusal().isPresent() ? mayAudit() : begins) {
            audit.record(event(request, peer, tls, identified));
        }
    }

    private static Optional<Rejection> refusal(TrunkProfile trunk, SipPeer peer, Optional<TlsPeer> tls) {
        if (!trunk.allowed()) {
            return forbidden("unknown-peer", "This peer is on no trunk of this recorder");
        }
        if (trunk.requireTls() && peer.transport() != SipTransport.TLS) {
            return forbidden("tls-required", "Requests must come over TLS");
        }
        boolean certified = tls.flatMap(TlsPeer::certificate).isPresent();
        return trunk.requireClientCertificate() && !certified
                ? forbidden("client-certificate-required", "The connection needs a client certificate")
                : Optional.empty();
    }

    private static Optional<Rejection> forbidden(String label, String reason) {
        return Optional.of(Rejection.of(403, label, reason));
    }

    private synchronized boolean mayAudit() {
        long now = nanos.getAsLong();
        if (now - second >= SECOND) {
            second = now;
            audited = 0;
        }
        return audited++ < MOST_AUDITED;
    }

    private static AuditEvent event(SIPRequest request, SipPeer peer, Optional<TlsPeer> tls, Identified identified) {
        String result = identified.refusal().map(Rejection::label).orElse(AuditEvent.OK);
        return AuditEvent.of("sip." + Sender.label(request.getMethod()).toLowerCase(Locale.ROOT), result)
                .with("peer", peer.address() + ":" + peer.port())
                .with("transport", peer.transport().name())
                .with("tls", tls.map(TlsPeer::protocol).orElse(null))
                .with(
                        "certificate",
                        tls.flatMap(TlsPeer::certificate)
                                .map(found -> found.subject())
                                .orElse(null))
                .with("trunk", identified.trunk().name())
                .with("user", identified.user().orElse(null))
                .with("callId", request.getCallId().getCallId());
    }
}
