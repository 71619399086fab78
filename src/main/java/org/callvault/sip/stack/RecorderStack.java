package org.callvault.sip.stack;

import gov.nist.javax.sip.SipStackImpl;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sip.PeerUnavailableException;
import org.callvault.session.signal.SipTransport;
import org.callvault.sip.SipMetrics;
import org.callvault.sip.transport.StreamListener;

/**
 * The JAIN-SIP stack as a recorder needs it: parser and transactions, no dialogs (they live in the session), UDP its own, TCP
 * and TLS ours.
 *
 * <p>A subclass, because the stack makes its plug-ins by name and hands them nothing but itself: through it they find their
 * listeners and counters, and several servers can live in one JVM.
 */
public final class RecorderStack extends SipStackImpl {
    private static final AtomicInteger INSTANCES = new AtomicInteger();
    private static final int UDP_BUFFER_BYTES = 4 << 20;

    private final Map<SipTransport, StreamListener> listeners;
    private final SipMetrics metrics;

    /**
     * A stack without listening points.
     *
     * @throws PeerUnavailableException if the stack does not take its settings
     */
    public RecorderStack(Map<SipTransport, StreamListener> listeners, SipMetrics metrics)
            throws PeerUnavailableException {
        this.listeners = listeners;
        this.metrics = metrics;
        super(settings());
    }

    StreamListener listener(SipTransport transport) {
        StreamListener listener = listeners.get(transport);
        if (listener == null) {
            throw new IllegalStateException("no listener for " + transport);
        }
        return listener;
    }

    SipMetrics metrics() {
        return metrics;
    }

    private static Properties settings() {
        Properties settings = new Properties();
        Map.ofEntries(
                        Map.entry("javax.sip.STACK_NAME", "callvault-" + INSTANCES.incrementAndGet()),
                        Map.entry("javax.sip.AUTOMATIC_DIALOG_SUPPORT", "off"),
                        Map.entry("gov.nist.javax.sip.AUTOMATIC_DIALOG_ERROR_HANDLING", "false"),
                        Map.entry("javax.sip.ROUTER_PATH", FlowRouter.class.getName()),
                        Map.entry("javax.sip.USE_ROUTER_FOR_ALL_URIS", "true"),
                        // The callback runs in the transport's thread: it returns at once, and order is kept.
                        Map.entry("gov.nist.javax.sip.REENTRANT_LISTENER", "true"),
                        Map.entry("gov.nist.javax.sip.THREAD_POOL_SIZE", "4"),
                        Map.entry("gov.nist.javax.sip.MAX_MESSAGE_SIZE", "65536"),
                        Map.entry("gov.nist.javax.sip.MESSAGE_PROCESSOR_FACTORY", ProcessorFactory.class.getName()),
                        Map.entry("gov.nist.javax.sip.MESSAGE_PARSER_FACTORY", ReaderFactory.class.getName()),
                        Map.entry("gov.nist.javax.sip.SIP_MESSAGE_VALVE", ViaValve.class.getName()),
                        Map.entry("gov.nist.javax.sip.STACK_LOGGER", StackLog.class.getName()),
                        Map.entry("gov.nist.javax.sip.SERVER_LOGGER", NoMessageLog.class.getName()),
                        Map.entry("gov.nist.javax.sip.RELEASE_REFERENCES_STRATEGY", "Normal"),
                        Map.entry("gov.nist.javax.sip.MAX_SERVER_TRANSACTIONS", "100000"),
                        Map.entry("gov.nist.javax.sip.MAX_TX_LIFETIME_INVITE", "180"),
                        Map.entry("gov.nist.javax.sip.MAX_TX_LIFETIME_NON_INVITE", "64"),
                        Map.entry("gov.nist.javax.sip.MAX_LISTENER_RESPONSE_TIME", "10"),
                        Map.entry("gov.nist.javax.sip.RFC_2543_SUPPORT_ENABLED", "false"),
                        Map.entry("gov.nist.javax.sip.RECEIVE_UDP_BUFFER_SIZE", Integer.toString(UDP_BUFFER_BYTES)),
                        Map.entry("gov.nist.javax.sip.SEND_UDP_BUFFER_SIZE", Integer.toString(UDP_BUFFER_BYTES)))
                .forEach(settings::setProperty);
        return settings;
    }
}
