package org.callvault.sip;

import akka.actor.typed.ActorRef;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import gov.nist.javax.sip.stack.MessageChannel;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
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
import org.callvault.config.trunk.Trunks;
import org.callvault.session.SessionCommand;
import org.callvault.session.signal.CallId;
import org.callvault.session.signal.SipHeader;
import org.callvault.session.signal.SipPeer;
import org.callvault.session.signal.SipRequest;
import org.callvault.session.signal.SipTransport;
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

    private final ServerCalls calls;
    private final Responses responses;
    private final Sender sender;
    private final SessionRouter router;
    private final Admission admission;
    private final ActorRef<SessionCommand.SipReply> replyTo;
    private final Duration requestTimeout;
    private final LongSupplier nanos;
    private final SipMetrics metrics;
    private final Answers answers;
    private final Trunks trunks;

    RequestIntake(
            ServerCalls calls,
            Responses responses,
            Sender sender,
            SessionRouter router,
            Admission admission,
            ActorRef<SessionCommand.SipReply> replyTo,
            Duration requestTimeout,
            LongSupplier nanos,
            SipMetrics metrics,
            Answers answers,
            Trunks trunks) {
        this.calls = calls;
        this.responses = responses;
        this.sender = sender;
        this.router = router;
        this.admission = admission;
        this.replyTo = replyTo;
        this.requestTimeout = requestTimeout;
        this.nanos = nanos;
        this.metrics = metrics;
        this.answers = answers;
        this.trunks = trunks;
    }

    @Override
    public void processRequest(RequestEvent event) {
        SIPRequest request = (SIPRequest) event.getRequest();
        try {
            handle((SipProvider) event.getSource(), request, event.getServerTransaction());
        } catch (SipException gone) {
            metrics.rejected("unanswerable");
            log.atDebug()
                    .addKeyValue("callId", request.getCallId().getCallId())
                    .addKeyValue("cause", gone.getClass().getName())
                    .log("A request could not be answered");
        } catch (RuntimeException bug) {
            metrics.failed("intake");
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
        Optional<Rejection> rejection = RequestRules.check(head, request.getToTag());
        metrics.request(rejection.isPresent() ? "other" : head.method(), peer.transport());
        if (head.method().equals("ACK")) {
            acknowledge(request, peer, rejection);
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
            dispatch(request, peer, transaction);
        }
    }

    private void dispatch(SIPRequest request, SipPeer peer, ServerTransaction transaction) throws SipException {
        boolean opensDialog = request.getToTag() == null;
        Optional<Admission.Refusal> refusal =
                opensDialog && !request.getMethod().equals("CANCEL") ? admission.refuse() : Optional.empty();
        if (request.getMethod().equals("CANCEL")) {
            cancel(request, transaction);
        } else if (refusal.isPresent()) {
            reject(request, transaction, refused(refusal.get()));
        } else if (opensDialog && request.getMethod().equals("OPTIONS")) {
            sender.reply(transaction, responses.capabilities(request, peer));
        } else {
            toSession(request, peer, transaction);
        }
    }

    /** An ACK is never answered; one outside a dialog acknowledges nothing that we sent. */
    private void acknowledge(SIPRequest request, SipPeer peer, Optional<Rejection> rejection) {
        if (rejection.isPresent() || request.getToTag() == null) {
            metrics.rejected("stray-ack");
            return;
        }
        tell(request, sipRequest(request, "", peer));
    }

    /** The stack absorbs repeated requests while it knows them; a repeated INVITE that it has forgotten gets its 2xx again. */
    private boolean absorb(SIPRequest request) throws SipException {
        ServerCall repeated = calls.find(ServerCalls.key(request, request.getMethod()));
        if (repeated == null) {
            return false;
        }
        SIPResponse answer = repeated.answer();
        if (answer != null) {
            sender.repeat(repeated.request(), answer);
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
            metrics.rejected(rejection.label());
            sender.repeat(request, responses.of(request, rejection));
            return null;
        }
    }

    private void reject(SIPRequest request, ServerTransaction transaction, Rejection rejection) throws SipException {
        metrics.rejected(rejection.label());
        sender.reply(transaction, responses.of(request, rejection));
    }

    private static Rejection refused(Admission.Refusal refusal) {
        List<SipHeader> headers = refusal.retryAfterSeconds() > 0
                ? List.of(new SipHeader("Retry-After", Integer.toString(refusal.retryAfterSeconds())))
                : List.of();
        return new Rejection(refusal.status(), "admission", refusal.reason(), headers);
    }

    private static Rejection overload(String label) {
        return Rejection.of(
                503,
                label,
                "Too many requests are open",
                new SipHeader("Retry-After", Integer.toString(RETRY_AFTER_SECONDS)));
    }

    private void cancel(SIPRequest request, ServerTransaction transaction) throws SipException {
        ServerCall invite = calls.find(ServerCalls.key(request, "INVITE"));
        if (invite == null) {
            reject(request, transaction, Rejection.of(481, "no-transaction", "Nothing to cancel"));
            return;
        }
        sender.reply(transaction, responses.ok(request));
        router.tell(invite.callId(), new SessionCommand.Cancel(invite.key(), replyTo));
    }

    private void toSession(SIPRequest request, SipPeer peer, ServerTransaction transaction) throws SipException {
        String key = ServerCalls.key(request, request.getMethod());
        long deadline = nanos.getAsLong() + requestTimeout.toNanos();
        ServerCall call = new ServerCall(key, request, transaction, peer, deadline);
        switch (calls.add(call)) {
            case FULL -> reject(request, transaction, overload("transactions"));
            case KNOWN -> {
                // Two copies came at the same moment; the first is being handled.
            }
            case NEW -> {
                if (call.isInvite()) {
                    sender.reply(transaction, responses.trying(request));
                }
                tell(request, sipRequest(request, key, peer));
            }
        }
    }

    private void tell(SIPRequest request, SipRequest immutable) {
        router.tell(new CallId(request.getCallId().getCallId()), new SessionCommand.Handle(immutable, replyTo));
    }

    private SipRequest sipRequest(SIPRequest request, String key, SipPeer peer) {
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
                trunks.match(peer.address(), List.of(), null).name());
    }

    private static SipPeer peer(SIPRequest request) {
        MessageChannel channel = (MessageChannel) request.getMessageChannel();
        return new SipPeer(
                request.getPeerPacketSourceAddress().getHostAddress(),
                request.getPeerPacketSourcePort(),
                SipTransport.valueOf(channel.getTransport().toUpperCase(Locale.ROOT)),
                request.getLocalAddress().getHostAddress(),
                request.getLocalPort());
    }

    @Override
    public void processResponse(ResponseEvent event) {
        answers.received((SIPResponse) event.getResponse(), event.getClientTransaction() != null);
    }

    @Override
    public void processTimeout(TimeoutEvent event) {
        if (!event.isServerTransaction()) {
            answers.timedOut((SIPRequest) event.getClientTransaction().getRequest());
        }
    }

    @Override
    public void processIOException(IOExceptionEvent event) {
        metrics.rejected("io");
    }

    @Override
    public void processTransactionTerminated(TransactionTerminatedEvent event) {}

    @Override
    public void processDialogTerminated(DialogTerminatedEvent event) {}
}
