package org.callvault;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.callvault.config.Settings;
import org.callvault.security.CertificateFacts;
import org.callvault.security.ReloadingTls;
import org.callvault.security.TlsFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The SIP listener's TLS identity: follows its files while the node runs, and tells logs and metrics how it stands. */
final class NodeTls implements Supplier<SSLContext>, AutoCloseable {
    /** Renewals are prepared days ahead; a look costs the reading of two small files. */
    static final Duration LOOK_EVERY = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(NodeTls.class);
    private static final String RELOADS = "callvault.tls.reloads";

    private final ReloadingTls files;

    private NodeTls(ReloadingTls files) {
        this.files = files;
    }

    /** Loads the identity that the settings name, if TLS is on. */
    static Optional<NodeTls> open(Settings.Tls tls, MeterRegistry metrics) {
        if (!tls.enabled()) {
            return Optional.empty();
        }
        TlsFiles named = new TlsFiles(tls.certificate().orElseThrow(), tls.key().orElseThrow(), tls.clientCa());
        ReloadingTls files = ReloadingTls.open(named, new Told(metrics), InstantSource.system());
        // The moment and not the time left: it does not go stale between two scrapes.
        Gauge.builder("callvault.tls.certificate.expiry.timestamp", files, now -> now.expiry()
                        .getEpochSecond())
                .baseUnit("seconds")
                .description("When the certificate in use expires, or the first of its chain, in seconds since 1970")
                .strongReference(true)
                .register(metrics);
        return Optional.of(new NodeTls(files));
    }

    /** From now on new files are noticed. */
    void watch(Duration interval) {
        files.watch(interval);
    }

    @Override
    public SSLContext get() {
        return files.get();
    }

    @Override
    public void close() {
        files.close();
    }

    /** Logs and counts. */
    private static final class Told implements ReloadingTls.Listener {
        private final MeterRegistry metrics;

        Told(MeterRegistry metrics) {
            this.metrics = metrics;
            // Present from the start, so that an alert on the first failure works.
            metrics.counter(RELOADS, "result", "renewed");
            metrics.counter(RELOADS, "result", "kept");
        }

        @Override
        public void renewed(ReloadingTls.Identity identity) {
            metrics.counter(RELOADS, "result", "renewed").increment();
            CertificateFacts facts = CertificateFacts.of(identity.chain().getFirst());
            LOG.atInfo()
                    .addKeyValue("subject", facts.subject())
                    .addKeyValue("sha256", facts.sha256())
                    .addKeyValue("expiry", identity.expiry())
                    .log("new TLS connections present a new certificate");
        }

        @Override
        public void kept(String reason) {
            metrics.counter(RELOADS, "result", "kept").increment();
            LOG.atError()
                    .addKeyValue("reason", reason)
                    .log("the new certificate files cannot be used; the certificate in use stays");
        }

        @Override
        public void expiring(long daysLeft, Instant expiry) {
            LOG.atWarn()
                    .addKeyValue("daysLeft", daysLeft)
                    .addKeyValue("expiry", expiry)
                    .log("the TLS certificate expires soon: put renewed files in its place, they are taken at once");
        }
    }
}
