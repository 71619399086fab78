package org.callvault.sip;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.io.IOException;
import java.util.Set;
import javax.sip.InvalidArgumentException;
import javax.sip.ServerTransaction;
import javax.sip.SipException;
import javax.sip.SipProvider;
import org.callvault.sip.transport.StreamChannel;

/** Sends responses: through their transaction, or repeated past it. Never blocks on a stream transport. */
final class Sender {
    private static final Set<String> METHODS = Set.of("INVITE", "ACK", "BYE", "CANCEL", "OPTIONS", "UPDATE");

    private final SipProvider provider;
    private final SipMetrics metrics;

    Sender(SipProvider provider, SipMetrics metrics) {
        this.provider = provider;
        this.metrics = metrics;
    }

    /** A method as a metric's label: the vocabulary stays fixed whatever a peer writes. */
    static String label(String method) {
        return METHODS.contains(method) ? method : "other";
    }

    void reply(ServerTransaction transaction, SIPResponse response) throws SipException {
        try {
            transaction.sendResponse(response);
            metrics.response(response.getStatusCode());
        } catch (InvalidArgumentException bug) {
            throw new IllegalArgumentException("the stack does not take this response", bug);
        }
    }

    /**
     * Sends a response without its transaction: the stack forgets an INVITE's with the first 2xx (RFC 3261, 13.3.1.4). On a
     * stream it goes over the very connection of the request; a closed one is an error, as the SRC comes back by itself.
     */
    void repeat(SIPRequest request, SIPResponse response) throws SipException {
        SIPResponse copy = (SIPResponse) response.clone();
        if (request.getMessageChannel() instanceof StreamChannel channel) {
            try {
                channel.sendMessage(copy);
            } catch (IOException closed) {
                throw new SipException("the connection is closed", closed);
            }
        } else {
            provider.sendResponse(copy);
        }
        metrics.response(copy.getStatusCode());
    }
}
