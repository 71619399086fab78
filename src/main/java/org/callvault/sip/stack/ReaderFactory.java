package org.callvault.sip.stack;

import gov.nist.javax.sip.parser.MessageParser;
import gov.nist.javax.sip.parser.MessageParserFactory;
import gov.nist.javax.sip.stack.SIPTransactionStack;

/** Made by the stack by its name: gives the UDP transport our reader. */
public final class ReaderFactory implements MessageParserFactory {
    @Override
    public MessageParser createMessageParser(SIPTransactionStack stack) {
        return new MessageReader(((RecorderStack) stack).metrics());
    }
}
