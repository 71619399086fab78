package org.callvault.sip.transport;

import gov.nist.core.HostPort;
import gov.nist.javax.sip.stack.MessageChannel;
import gov.nist.javax.sip.stack.MessageProcessor;
import gov.nist.javax.sip.stack.SIPTransactionStack;
import java.net.InetAddress;
import java.util.Locale;
import org.callvault.session.signal.SipTransport;

/** What the stack takes for its TCP or TLS transport: a front for a listener that is already bound. */
public final class StreamProcessor extends MessageProcessor {
    private final StreamListener listener;

    public StreamProcessor(StreamListener listener, SIPTransactionStack stack, InetAddress address, int port) {
        super(address, port, listener.transport().name().toLowerCase(Locale.ROOT), stack);
        this.listener = listener;
    }

    @Override
    public void start() {
        listener.attach(this);
    }

    @Override
    public void stop() {
        listener.closeAll();
    }

    @Override
    public MessageChannel createMessageChannel(HostPort target) {
        return listener.channelTo(this, withoutBrackets(target.getHost().getHostname()), portOf(target));
    }

    @Override
    public MessageChannel createMessageChannel(InetAddress address, int port) {
        return listener.channelTo(this, address.getHostAddress(), port);
    }

    private int portOf(HostPort target) {
        return target.getPort() > 0 ? target.getPort() : getDefaultTargetPort();
    }

    private static String withoutBrackets(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    @Override
    public SIPTransactionStack getSIPStack() {
        return sipStack;
    }

    @Override
    public int getDefaultTargetPort() {
        return isSecure() ? 5061 : 5060;
    }

    @Override
    public boolean isSecure() {
        return listener.transport() == SipTransport.TLS;
    }

    @Override
    public int getMaximumMessageSize() {
        return listener.maxMessageBytes();
    }

    @Override
    public boolean inUse() {
        return true;
    }
}
