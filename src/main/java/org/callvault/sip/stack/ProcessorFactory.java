package org.callvault.sip.stack;

import gov.nist.javax.sip.stack.MessageProcessor;
import gov.nist.javax.sip.stack.MessageProcessorFactory;
import gov.nist.javax.sip.stack.OIOMessageProcessorFactory;
import gov.nist.javax.sip.stack.SIPTransactionStack;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Locale;
import org.callvault.session.signal.SipTransport;
import org.callvault.sip.transport.StreamProcessor;

/** Made by the stack by its name: UDP is the stack's own, TCP and TLS are ours. */
public final class ProcessorFactory implements MessageProcessorFactory {
    private final MessageProcessorFactory stock = new OIOMessageProcessorFactory();

    @Override
    public MessageProcessor createMessageProcessor(
            SIPTransactionStack stack, InetAddress address, int port, String transport) throws IOException {
        SipTransport kind = SipTransport.valueOf(transport.toUpperCase(Locale.ROOT));
        return kind == SipTransport.UDP
                ? stock.createMessageProcessor(stack, address, port, transport)
                : new StreamProcessor(((RecorderStack) stack).listener(kind), stack, address, port);
    }
}
