package org.callvault.sip.stack;

import gov.nist.javax.sip.message.MessageExt;
import java.util.List;
import java.util.ListIterator;
import javax.sip.SipStack;
import javax.sip.address.Hop;
import javax.sip.address.Router;
import javax.sip.message.Request;
import org.jspecify.annotations.Nullable;

/** Made by the stack by its name: sends each request of ours to the hop that was chosen when it was written. */
public final class FlowRouter implements Router {
    /** The constructor that the stack asks for. */
    public FlowRouter(SipStack stack, @Nullable String outboundProxy) {}

    @Override
    public @Nullable Hop getNextHop(Request request) {
        return ((MessageExt) request).getApplicationData() instanceof Hop hop ? hop : null;
    }

    @Override
    @Deprecated
    public ListIterator<Hop> getNextHops(Request request) {
        Hop hop = getNextHop(request);
        return (hop == null ? List.<Hop>of() : List.of(hop)).listIterator();
    }

    @Override
    public @Nullable Hop getOutboundProxy() {
        return null;
    }
}
