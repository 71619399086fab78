package org.callvault.sip.transport;

import gov.nist.javax.sip.header.Via;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import gov.nist.javax.sip.stack.SIPClientTransaction;
import gov.nist.javax.sip.stack.SIPTransaction;
import gov.nist.javax.sip.stack.SIPTransactionStack;
import gov.nist.javax.sip.stack.ServerRequestInterface;
import gov.nist.javax.sip.stack.ServerResponseInterface;
import java.io.IOException;
import java.text.ParseException;
import org.callvault.sip.SipMetrics;
import org.callvault.sip.stack.MessageReader;
import org.callvault.sip.wire.BareReply;
import org.callvault.sip.wire.WireMessage;

/** Hands the messages of one connection to the stack's transactions (RFC 3261, 18.2.1 and 18.1.2). */
final class Inbound {
    private final StreamChannel channel;
    private final SIPTransactionStack stack;
    private final SipMetrics metrics;
    private final MessageReader reader;

    Inbound(StreamChannel channel, SIPTransactionStack stack, SipMetrics metrics) {
        this.channel = channel;
        this.stack = stack;
        this.metrics = metrics;
        this.reader = new MessageReader(metrics);
    }

    void handle(WireMessage wire) throws IOException {
        try {
            SIPMessage message = reader.read(wire);
            located(message);
            if (message instanceof SIPRequest request) {
                tagVia(request.getTopmostVia());
                process(request);
            } else if (message instanceof SIPResponse response) {
                process(response);
            }
        } catch (ParseException unreadable) {
            var reply = BareReply.to(wire.head(), 400, String.valueOf(unreadable.getMessage()));
            if (reply.isPresent()) {
                channel.write(reply.get());
            }
        }
    }

    private void located(SIPMessage message) {
        message.setRemoteAddress(channel.getPeerPacketSourceAddress());
        message.setRemotePort(channel.getPeerPort());
        message.setPeerPacketSourceAddress(channel.getPeerPacketSourceAddress());
        message.setPeerPacketSourcePort(channel.getPeerPort());
        message.setLocalAddress(channel.getMessageProcessor().getIpAddress());
        message.setLocalPort(channel.getPort());
    }

    /** RFC 3261, 18.2.1; RFC 3581, 4. */
    private void tagVia(Via via) throws ParseException {
        boolean rport = via.hasParameter(Via.RPORT);
        if (rport || !via.getHost().equals(channel.getPeerAddress())) {
            via.setParameter(Via.RECEIVED, channel.getPeerAddress());
        }
        if (rport) {
            via.setParameter(Via.RPORT, Integer.toString(channel.getPeerPort()));
        }
    }

    private void process(SIPRequest request) {
        ServerRequestInterface transaction = stack.newSIPServerRequest(request, channel);
        if (transaction == null) {
            // Dropped by the valve, or a retransmission that another thread is handling.
            return;
        }
        try {
            transaction.processRequest(request, channel);
        } finally {
            release(transaction);
        }
    }

    private void process(SIPResponse response) throws ParseException {
        response.checkHeaders();
        ServerResponseInterface transaction = stack.newSIPServerResponse(response, channel);
        if (transaction == null) {
            return;
        }
        try {
            if (transaction instanceof SIPClientTransaction client && !client.checkFromTag(response)) {
                metrics.rejected("foreign-response");
                return;
            }
            transaction.processResponse(response, channel);
        } finally {
            release(transaction);
        }
    }

    /** The stack holds a transaction while a message is in it; what went to the listener it releases itself. */
    private static void release(Object holder) {
        if (holder instanceof SIPTransaction transaction && !transaction.passToListener()) {
            transaction.releaseSem();
        }
    }
}
