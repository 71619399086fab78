package org.callvault.security;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;

/** Keeps a development authority in a directory and issues a server certificate from it: a year for servers, ten for it. */
final class DevelopmentAuthority {
    private static final Duration CA_LIFE = Duration.ofDays(3650);
    private static final Duration SERVER_LIFE = Duration.ofDays(365);

    private final Path directory;
    private final InstantSource clock;

    DevelopmentAuthority(Path directory, InstantSource clock) {
        this.directory = directory;
        this.clock = clock;
    }

    void issue(DevelopmentCertificates paths, List<String> hosts) {
        try {
            PemOutput.directory(directory);
            PemCredentials authority = authority(paths.caCertificate(), directory.resolve("ca.key"));
            PemCredentials server = CertificateIssuer.of(authority, clock)
                    .server("Callvault development server", hosts, KeyKind.EC_P256, SERVER_LIFE);
            PemOutput.key(paths.key(), server);
            PemOutput.certificates(paths.certificate(), server.chain());
        } catch (IOException broken) {
            throw new UncheckedIOException("development certificates cannot be written to " + directory, broken);
        }
    }

    private PemCredentials authority(Path certificate, Path key) throws IOException {
        if (Files.exists(certificate) && Files.exists(key)) {
            try {
                PemCredentials kept = PemCredentials.load(certificate, key);
                kept.certificate().checkValidity(Date.from(clock.instant().plus(SERVER_LIFE)));
                return kept;
            } catch (PemProblem | CertificateException unusable) {
                // An authority that is broken or about to expire is replaced.
            }
        }
        PemCredentials made =
                CertificateIssuer.newAuthority("Callvault development CA", KeyKind.EC_P256, CA_LIFE, clock);
        PemOutput.key(key, made);
        PemOutput.certificates(certificate, made.chain());
        return made;
    }
}
