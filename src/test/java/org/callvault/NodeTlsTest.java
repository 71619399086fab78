package org.callvault;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.callvault.config.Settings;
import org.callvault.security.DevelopmentCertificates;
import org.callvault.security.PemCredentials;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeTlsTest {
    @TempDir
    private Path directory;

    private final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    private double reloads(String result) {
        return metrics.counter("callvault.tls.reloads", "result", result).count();
    }

    private void awaitMoreThan(double before, String result) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (reloads(result) <= before && System.nanoTime() - deadline < 0) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        assertThat(reloads(result)).as(result).isGreaterThan(before);
    }

    @Test
    void expiryAndReloadsAreMetrics() throws Exception {
        var made = DevelopmentCertificates.create(directory, List.of("localhost"));
        var settings = new Settings.Tls(true, 5063, Optional.of(made.certificate()), Optional.of(made.key()));
        double expiry = PemCredentials.certificates(made.certificate())
                .getFirst()
                .getNotAfter()
                .toInstant()
                .getEpochSecond();
        try (NodeTls tls = NodeTls.open(settings, metrics).orElseThrow()) {
            assertThat(metrics.get("callvault.tls.certificate.expiry.timestamp")
                            .gauge()
                            .value())
                    .isEqualTo(expiry);
            assertThat(metrics.scrape())
                    .contains("callvault_tls_certificate_expiry_timestamp_seconds ")
                    .contains("callvault_tls_reloads_total{result=\"kept\"} 0.0")
                    .contains("callvault_tls_reloads_total{result=\"renewed\"} 0.0");
            tls.watch(Duration.ofMillis(10));
            DevelopmentCertificates.create(directory, List.of("other.example"));
            awaitMoreThan(0, "renewed");
            double kept = reloads("kept");
            Files.writeString(made.key(), "nonsense");
            awaitMoreThan(kept, "kept");
        }
    }

    @Test
    void withoutTlsThereIsNeitherContextNorMetric() {
        var off = new Settings.Tls(false, 0, Optional.empty(), Optional.empty());
        assertThat(NodeTls.open(off, metrics)).isEmpty();
        assertThat(metrics.getMeters()).isEmpty();
    }
}
