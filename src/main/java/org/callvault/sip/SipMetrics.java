package org.callvault.sip;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.callvault.session.signal.SipTransport;

/** The counters of signalling; every label is of a fixed vocabulary, never text from the wire. */
public final class SipMetrics {
    private final MeterRegistry registry;

    public SipMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** A message, connection or datagram was refused or dropped. */
    public void rejected(String reason) {
        registry.counter("callvault.sip.rejected", "reason", reason).increment();
    }

    /** A bug of ours met while handling a message; the node goes on. */
    public void failed(String where) {
        registry.counter("callvault.sip.failures", "where", where).increment();
    }

    void request(String method, SipTransport transport) {
        registry.counter("callvault.sip.requests", "method", method, "transport", transport.name())
                .increment();
    }

    void response(int status) {
        registry.counter("callvault.sip.responses", "status", Integer.toString(status))
                .increment();
    }

    void sent(String method, String result) {
        registry.counter("callvault.sip.sent", "method", method, "result", result)
                .increment();
    }

    /** Open connections of a listener. */
    public void connections(SipTransport transport, IntSupplier open) {
        Gauge.builder("callvault.sip.connections", open, IntSupplier::getAsInt)
                .tag("transport", transport.name())
                .strongReference(true)
                .register(registry);
    }

    void transactions(Supplier<Number> open) {
        Gauge.builder("callvault.sip.transactions", open).strongReference(true).register(registry);
    }
}
