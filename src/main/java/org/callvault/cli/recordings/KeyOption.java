package org.callvault.cli.recordings;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.callvault.recording.seal.ReaderKey;
import org.callvault.security.PemProblem;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The key with which sealed recordings are read. */
final class KeyOption {
    private static final String PASSWORD = "CALLVAULT_READER_PASSWORD";

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = {
                "private key of a recipient of the recording, where it is sealed: PEM, or PKCS#12 (.p12, .pfx)",
                "with its password in " + PASSWORD
            })
    private @Nullable Path file;

    Optional<ReaderKey> load() throws IOException {
        if (file == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(ReaderKey.load(
                    file, Optional.ofNullable(System.getenv(PASSWORD)).map(String::toCharArray)));
        } catch (PemProblem e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
