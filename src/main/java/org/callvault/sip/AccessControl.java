package org.callvault.sip;

import gov.nist.javax.sip.message.SIPRequest;
import java.util.List;
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
    private long second;
    private int audited;

    AccessControl(Trunks trunks, AuditLog audit, LongSupplier nanos) {
        this.trunks = trunks;
        this.audit = audit;
        this.nanos = nanos;
    }

    /** What comes of a request. */
    sealed interface Verdict permits Admitted, Refused {}

    record Admitted(TrunkProfile trunk) implements Verdict {}

    record Refused(Rejection rejection) implements Verdict {}

    /** Checks what is known before any credentials. */
    Verdict check(SIPRequest request, SipPeer peer) {
        Optional<TlsPeer> tls =
                request.getMessageChannel() instanceof StreamChannel channel ? channel.tls() : Optional.empty();
        List<String> names = tls.map(TlsPeer::names).orElse(List.of());
        TrunkProfile trunk = trunks.match(peer.address(), names, null);
        Optional<Rejection> refused = refusal(trunk, peer, tls);
        boolean begins = request.getMethod().equals("INVITE") && request.getToTag() == null;
        if (refused.isPresent() ? mayAudit() : begins) {
            audit.record(event(
                    request, peer, trunk, tls, refused.map(Rejection::label).orElse(AuditEvent.OK)));
        }
        return refused.<Verdict>map(Refused::new).orElseGet(() -> new Admitted(trunk));
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

    private static AuditEvent event(
            SIPRequest request, SipPeer peer, TrunkProfile trunk, Optional<TlsPeer> tls, String result) {
        return AuditEvent.of("sip." + Sender.label(request.getMethod()).toLowerCase(java.util.Locale.ROOT), result)
                .with("peer", peer.address() + ":" + peer.port())
                .with("transport", peer.transport().name())
                .with("tls", tls.map(TlsPeer::protocol).orElse(null))
                .with(
                        "certificate",
                        tls.flatMap(TlsPeer::certificate)
                                .map(found -> found.subject())
                                .orElse(null))
                .with("trunk", trunk.name())
                .with("callId", request.getCallId().getCallId());
    }
}
