package org.callvault.sip;

import akka.actor.typed.ActorRef;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import gov.nist.javax.sip.stack.MessageChannel;
import java.text.ParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.sip.DialogTerminatedEvent;
import javax.sip.IOExceptionEvent;
import javax.sip.RequestEvent;
import javax.sip.ResponseEvent;
import javax.sip.ServerTransaction;
import javax.sip.SipException;
import javax.sip.SipListener;
import javax.sip.SipProvider;
import javax.sip.TimeoutEvent;
import javax.sip.TransactionAlreadyExistsException;
import javax.sip.TransactionTerminatedEvent;
import javax.sip.TransactionUnavailableException;
import org.callvault.session.SessionCommand;
import org.callvault.session.signal.CallId;
import org.callvault.session.signal.SipHeader;
import org.callvault.session.signal.SipPeer;
import org.callvault.session.signal.SipRequest;
import org.callvault.session.signal.SipTransport;
import org.callvault.sip.admission.Admission;
import org.callvault.sip.stack.MessageReader;
import org.callvault.sip.wire.SipHead;
import org.callvault.sip.wire.WireMessage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where requests enter: called by the stack in the transports' threads, so it makes the transaction, answers what needs no
 * session, tells the session the rest, and returns.
 */
final class RequestIntake implements SipListener {
    private static final Logger log = LoggerFactory.getLogger(RequestIntake.class);
    private static final int RETRY_AFTER_SECONDS = 5;

    private final SipFrontend.Wiring with;
    private final Admission admission;
    private final AccessControl access;
    private final ActorRef<SessionCommand.SipReply> replyTo;

    RequestIntake(
            SipFrontend.Wiring with,
            Admission admission,
            AccessControl access,
            ActorRef<SessionCommand.SipReply> replyTo) {
        this.with = with;
        this.admission = admission;
        this.access = access;
        this.replyTo = replyTo;
    }

    @Override
    public void processRequest(RequestEvent event) {
        SIPRequest request = (SIPRequest) event.getRequest();
        try {
            handle((SipProvider) event.getSource(), request, event.getServerTransaction());
        } catch (SipException gone) {
            with.metrics().rejected("unanswerable");
            log.atDebug()
                    .addKeyValue("callId", request.getCallId().getCallId())
                    .addKeyValue("cause", gone.getClass().getName())
                    .log("A request could not be answered");
        } catch (RuntimeException bug) {
            with.metrics().failed("intake");
            log.atError()
                    .setCause(bug)
                    .addKeyValue("callId", request.getCallId().getCallId())
                    .log("A request could not be handled");
        }
    }

    private void handle(SipProvider provider, SIPRequest request, @Nullable ServerTransaction known)
            throws SipException {
        SipHead head = MessageReader.wire(request).head();
        SipPeer peer = peer(request);
        AccessControl.Verdict verdict = access.check(request, peer);
        Optional<Rejection> rejection =
                RequestRules.check(head, request.getToTag()).or(() -> refusedBy(verdict));
        with.metrics().request(rejection.isPresent() ? "other" : head.method(), peer.transport());
        if (head.method().equals("ACK")) {
            acknowledge(request, peer, rejection, trunk(verdict));
            return;
        }
        if (absorb(request)) {
            return;
        }
        ServerTransaction transaction = known == null ? transaction(provider, request, rejection) : known;
        if (transaction == null) {
            return;
        }
        if (rejection.isPresent()) {
            reject(request, transaction, rejection.get());
        } else {
            dispatch(request, peer, transaction, trunk(verdict));
        }
    }

    private static Optional<Rejection> refusedBy(AccessControl.Verdict verdict) {
        return switch (verdict) {
            case AccessControl.Admitted _ -> Optional.empty();
            case AccessControl.Refused refused -> Optional.of(refused.rejection());
        };
    }

    private static String trunk(AccessControl.Verdict verdict) {
        return verdict instanceof AccessControl.Admitted admitted
                ? admitted.trunk().name()
                : "";
    }

    private void dispatch(SIPRequest request, SipPeer peer, ServerTransaction transaction, String trunk)
            throws SipException {
        boolean opensDialog = request.getToTag() == null;
        Optional<Admission.Refusal> refusal = opensDialog ? refusal(request.getMethod(), peer) : Optional.empty();
        if (request.getMethod().equals("CANCEL")) {
            cancel(request, transaction);
        } else if (refusal.isPresent()) {
            reject(request, transaction, refused(refusal.get()));
        } else if (opensDialog && request.getMethod().equals("OPTIONS")) {
            with.sender().reply(transaction, with.responses().capabilities(request, peer));
        } else {
            toSession(request, peer, transaction, trunk);
        }
    }

    private Optional<Admission.Refusal> refusal(String method, SipPeer peer) {
        return switch (method) {
            case "INVITE" -> admission.refuse(peer);
            case "OPTIONS" -> admission.probe();
            default -> Optional.empty();
        };
    }

    /** An ACK is never answered; one outside a dialog acknowledges nothing that we sent. */
    private void acknowledge(SIPRequest request, SipPeer peer, Optional<Rejection> rejection, String trunk) {
        if (rejection.isPresent() || request.getToTag() == null) {
            with.metrics().rejected("stray-ack");
            return;
        }
        tell(request, sipRequest(request, "", peer, trunk));
    }

    /** The stack absorbs repeated requests while it knows them; a repeated INVITE that it has forgotten gets its 2xx again. */
    private boolean absorb(SIPRequest request) throws SipException {
        ServerCall repeated = with.calls().find(ServerCalls.key(request, request.getMethod()));
        if (repeated == null) {
            return false;
        }
        SIPResponse answer = repeated.answer();
        if (answer != null) {
            with.sender().repeat(repeated.request(), answer);
        }
        return true;
    }

    private @Nullable ServerTransaction transaction(
            SipProvider provider, SIPRequest request, Optional<Rejection> rejected) throws SipException {
        try {
            return provider.getNewServerTransaction(request);
        } catch (TransactionAlreadyExistsException retransmission) {
            return null;
        } catch (TransactionUnavailableException refused) {
            boolean theirs = refused.getCause() instanceof ParseException;
            Rejection rejection = rejected.orElseGet(() -> theirs
                    ? Rejection.of(400, "missing-header", "A mandatory header is missing")
                    : overload("transactions"));
            with.metrics().rejected(rejection.label());
            with.sender().repeat(request, with.responses().of(request, rejection));
            return null;
        }
    }

    private void reject(SIPRequest request, ServerTransaction transaction, Rejection rejection) throws SipException {
        with.metrics().rejected(rejection.label());
        with.sender().reply(transaction, with.responses().of(request, rejection));
    }

    private static Rejection refused(Admission.Refusal refusal) {
        List<SipHeader> headers = refusal.retryAfterSeconds() > 0
                ? List.of(new SipHeader("Retry-After", Integer.toString(refusal.retryAfterSeconds())))
                : List.of();
        return new Rejection(refusal.status(), refusal.label(), refusal.reason(), headers);
    }

    private static Rejection overload(String label) {
        return Rejection.of(
                503,
                label,
                "Too many requests are open",
                new SipHeader("Retry-After", Integer.toString(RETRY_AFTER_SECONDS)));
    }

    private void cancel(SIPRequest request, ServerTransaction transaction) throws SipException {
        ServerCall invite = with.calls().find(ServerCalls.key(request, "INVITE"));
        if (invite == null) {
            reject(request, transaction, Rejection.of(481, "no-transaction", "Nothing to cancel"));
            return;
        }
        with.sender().reply(transaction, with.responses().ok(request));
        with.router().tell(invite.callId(), new SessionCommand.Cancel(invite.key(), replyTo));
    }

    private void toSession(SIPRequest request, SipPeer peer, ServerTransaction transaction, String trunk)
            throws SipException {
        String key = ServerCalls.key(request, request.getMethod());
        long deadline = with.nanos().getAsLong() + with.requestTimeout().toNanos();
        SipRequest asked = sipRequest(request, key, peer, trunk);
        ServerCall call = new ServerCall(asked, request, transaction, peer, deadline);
        switch (with.calls().add(call)) {
            case FULL -> reject(request, transaction, overload("transactions"));
            case KNOWN -> {
                // Two copies came at the same moment; the first is being handled.
            }
            case NEW -> {
                if (call.isInvite()) {
                    with.sender().reply(transaction, with.responses().trying(request));
                }
                tell(request, asked);
            }
        }
    }

    private void tell(SIPRequest request, SipRequest immutable) {
        with.router().tell(new CallId(request.getCallId().getCallId()), new SessionCommand.Handle(immutable, replyTo));
    }

    private static SipRequest sipRequest(SIPRequest request, String key, SipPeer peer, String trunk) {
        WireMessage wire = MessageReader.wire(request);
        SipHead head = wire.head();
        return new SipRequest(
                key,
                head.method(),
                head.requestUri(),
                new CallId(request.getCallId().getCallId()),
                request.getFromTag() == null ? "" : request.getFromTag(),
                request.getToTag(),
                request.getCSeq().getSeqNumber(),
                String.valueOf(head.line("from")),
                String.valueOf(head.line("to")),
                head.first("contact"),
                head.values("record-route"),
                head.byName(),
                head.line("content-type"),
                wire.body(),
                peer,
                trunk);
    }

    private SipPeer peer(SIPRequest request) {
        MessageChannel channel = (MessageChannel) request.getMessageChannel();
        return new SipPeer(
                request.getPeerPacketSourceAddress().getHostAddress(),
                request.getPeerPacketSourcePort(),
                SipTransport.valueOf(channel.getTransport().toUpperCase(Locale.ROOT)),
                request.getLocalAddress().getHostAddress(),
                request.getLocalPort(),
                with.node());
    }

    @Override
    public void processResponse(ResponseEvent event) {
        with.answers().received((SIPResponse) event.getResponse(), event.getClientTransaction() != null);
    }

    @Override
    public void processTimeout(TimeoutEvent event) {
        if (!event.isServerTransaction()) {
            with.answers().timedOut((SIPRequest) event.getClientTransaction().getRequest());
        }
    }

    @Override
    public void processIOException(IOExceptionEvent event) {
        with.metrics().rejected("io");
    }

    @Override
    public void processTransactionTerminated(TransactionTerminatedEvent event) {}

    @Override
    public void processDialogTerminated(DialogTerminatedEvent event) {}
}
