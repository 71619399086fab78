package org.callvault.sip.stack;

import gov.nist.javax.sip.header.MaxForwards;
import gov.nist.javax.sip.header.Via;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.stack.MessageChannel;
import gov.nist.javax.sip.stack.SIPMessageValve;
import java.text.ParseException;
import javax.sip.InvalidArgumentException;
import javax.sip.SipStack;
import javax.sip.message.Response;
import org.jspecify.annotations.Nullable;

/**
 * Made by the stack by its name: makes a request's top Via safe to answer to, so that nobody can have our responses sent to a
 * third party by writing its address there, and adds the Max-Forwards that the stack insists on.
 */
public final class ViaValve implements SIPMessageValve {
    private static final int MAX_FORWARDS = 70;

    private @Nullable RecorderStack stack;

    @Override
    public boolean processRequest(SIPRequest request, MessageChannel channel) {
        Via via = request.getTopmostVia();
        via.removeParameter(Via.MADDR);
        via.removeParameter("ttl");
        try {
            if (request.getMaxForwards() == null) {
                request.setMaxForwards(new MaxForwards(MAX_FORWARDS));
            }
            if (via.getReceived() != null) {
                via.setReceived(channel.getPeerPacketSourceAddress().getHostAddress());
            }
        } catch (ParseException | InvalidArgumentException impossible) {
            throw new IllegalStateException("an address and 70 are sound values", impossible);
        }
        if (!channel.isReliable() && !"UDP".equalsIgnoreCase(via.getTransport())) {
            reject("via-transport");
            return false;
        }
        return true;
    }

    private void reject(String reason) {
        RecorderStack owner = stack;
        if (owner != null) {
            owner.metrics().rejected(reason);
        }
    }

    @Override
    public boolean processResponse(Response response, MessageChannel channel) {
        return true;
    }

    @Override
    public void init(SipStack owner) {
        stack = (RecorderStack) owner;
    }

    @Override
    public void destroy() {
        stack = null;
    }
}
