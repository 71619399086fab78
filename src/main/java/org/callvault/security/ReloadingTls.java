package org.callvault.security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TLS context of the moment, made anew when its files change. Who asks for a context at each new connection presents the
 * new certificate from then on; connections that are open keep theirs.
 *
 * <p>The files' contents are compared at each look, so it does not matter how they change: written over, renamed into place,
 * or by a symbolic link above them (Kubernetes). New files are taken when they load, belong together, are valid now and a
 * handshake with them succeeds; until then the old context stays. As files are seldom changed at one instant, what fails is
 * reported when it is still the same at the next look.
 */
public final class ReloadingTls implements Supplier<SSLContext>, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ReloadingTls.class);

    private final Source source;
    private final Listener listener;
    private final InstantSource clock;
    private final ScheduledExecutorService watcher;

    private volatile Identity current;

    /** What follows belongs to whoever looks, one at a time. */
    private String taken;

    private @Nullable Failure failure;
    private long warnedAt = Long.MAX_VALUE;

    /** Where identities come from; a source may well read more files, a bundle of client authorities for one. */
    public interface Source {
        /** All files that {@link #load} reads. */
        List<Path> files();

        /**
         * Reads them.
         *
         * @throws PemProblem if they cannot be used
         */
        Identity load();
    }

    /**
     * What a server presents.
     *
     * @param chain its own certificate first
     */
    public record Identity(SSLContext context, List<X509Certificate> chain) {
        public Identity {
            chain = List.copyOf(chain);
        }

        /** When the first certificate of the chain expires. */
        public Instant expiry() {
            return chain.stream()
                    .map(certificate -> certificate.getNotAfter().toInstant())
                    .min(Instant::compareTo)
                    .orElseThrow();
        }
    }

    /** Told what happens, in the watcher's thread. */
    public interface Listener {
        /** New connections present this from now on. */
        void renewed(Identity identity);

        /** The files have changed but cannot be used; what there was stays. Told once for each state of the files. */
        void kept(String reason);

        /** The certificate in use expires within {@link CertificateChecks#SOON}, or has; told once a day. */
        void expiring(long daysLeft, Instant expiry);
    }

    /** A state of the files that cannot be used. */
    private record Failure(String fingerprint, String reason, boolean told) {}

    private ReloadingTls(Source source, Listener listener, InstantSource clock) {
        this.source = source;
        this.listener = listener;
        this.clock = clock;
        this.taken = fingerprint();
        this.current = source.load();
        this.watcher = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "tls-files");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Loads for the first time; changes are noticed after {@link #watch}.
     *
     * @throws PemProblem if the files cannot be used
     */
    public static ReloadingTls open(Source source, Listener listener, InstantSource clock) {
        return new ReloadingTls(source, listener, clock);
    }

    /** Looks at the files at once and then so often, in a thread of its own, until closed. */
    public void watch(Duration interval) {
        var _ = watcher.scheduleWithFixedDelay(this::lookSafely, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The context for the next connection. */
    @Override
    public SSLContext get() {
        return current.context();
    }

    /** When the certificate in use, or one of its chain, expires. */
    public Instant expiry() {
        return current.expiry();
    }

    /** Whole days until then; negative after it. */
    public long daysLeft() {
        return CertificateFacts.daysBetween(clock.instant(), expiry());
    }

    @Override
    public void close() {
        watcher.shutdownNow();
    }

    private void lookSafely() {
        try {
            look();
        } catch (RuntimeException bug) {
            log.atError().setCause(bug).log("certificate files could not be looked at; tried again");
        }
    }

    synchronized void look() {
        String seen = fingerprint();
        if (seen.equals(taken)) {
            failure = null;
        } else {
            reload(seen);
        }
        warnOfExpiry();
    }

    private void reload(String seen) {
        try {
            Identity next = source.load();
            next.chain().getFirst().checkValidity(Date.from(clock.instant()));
            TlsRehearsal.run(next.context(), next.chain());
            if (!seen.equals(fingerprint())) {
                // They were changed meanwhile: what was read may be half of each.
                return;
            }
            current = next;
            taken = seen;
            failure = null;
            warnedAt = Long.MAX_VALUE;
            listener.renewed(next);
        } catch (CertificateException invalid) {
            fail(seen, "the new certificate is not valid now: " + invalid.getMessage());
        } catch (SSLException refused) {
            fail(seen, "a handshake with the new certificate fails: " + refused.getMessage());
        } catch (RuntimeException unusable) {
            fail(seen, String.valueOf(unusable.getMessage()));
        }
    }

    private void fail(String seen, String reason) {
        Failure before = failure;
        boolean settled = before != null
                && before.fingerprint().equals(seen)
                && before.reason().equals(reason);
        boolean told = settled && before != null && before.told();
        failure = new Failure(seen, reason, settled);
        if (settled && !told) {
            listener.kept(reason);
        }
    }

    private void warnOfExpiry() {
        long left = daysLeft();
        if (left < CertificateChecks.SOON.toDays() && left < warnedAt) {
            warnedAt = left;
            listener.expiring(left, expiry());
        }
    }

    /** Of the contents: times and sizes can stay the same through a change, and these files are small. */
    private String fingerprint() {
        try {
            MessageDigest all = MessageDigest.getInstance("SHA-256");
            for (Path file : source.files()) {
                MessageDigest one = MessageDigest.getInstance("SHA-256");
                all.update(one.digest(contents(file)));
            }
            return HexFormat.of().formatHex(all.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JVM has SHA-256", impossible);
        }
    }

    private static byte[] contents(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException unreadable) {
            return new byte[0];
        }
    }
}
