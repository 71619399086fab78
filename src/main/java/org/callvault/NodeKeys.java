package org.callvault;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.callvault.config.Settings;
import org.callvault.recording.evidence.NodeSigner;
import org.callvault.recording.kept.Playback;
import org.callvault.recording.seal.ReaderKey;
import org.callvault.recording.seal.Recipients;
import org.callvault.security.CertificateChecks;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys and certificates that a node's recordings need, read once when it starts: what it signs with, whom it seals for, and what
 * it opens. What is not as it should be and lets a node start all the same is told in the log.
 */
final class NodeKeys {
    private static final Logger LOG = LoggerFactory.getLogger(NodeKeys.class);
    private static final String READER_PASSWORD = "CALLVAULT_READER_PASSWORD";

    private NodeKeys() {}

    static Optional<Recipients> recipients(Settings settings) {
        if (settings.sealing().recipients().isEmpty()) {
            LOG.warn("recordings are kept in the clear: name recording.recipients to have them encrypted");
            return Optional.empty();
        }
        Recipients recipients = Recipients.load(settings.sealing().recipients());
        for (X509Certificate certificate : recipients.certificates()) {
            CertificateChecks.chain(List.of(certificate), Instant.now())
                    .forEach(problem -> LOG.warn("recipient: {}. {}", problem.wrong(), problem.remedy()));
        }
        return Optional.of(recipients);
    }

    /** Only where there is a key: a node without one records and finishes, and cannot play back. */
    static Optional<Playback> playback(Settings settings) throws IOException {
        Optional<Path> file = settings.sealing().readerKey();
        if (file.isEmpty()) {
            return Optional.empty();
        }
        Optional<char[]> password =
                Optional.ofNullable(System.getenv(READER_PASSWORD)).map(String::toCharArray);
        ReaderKey key = ReaderKey.loadOwn(file.get(), password);
        LOG.info("this node holds a key that opens sealed recordings: it plays them back");
        return Optional.of(new Playback(key));
    }

    static NodeSigner signer(DataDirectory data, Settings settings) throws IOException {
        NodeSigner signer = NodeSigner.of(
                settings.signing(), data.resolve("signing"), settings.node().name(), InstantSource.system());
        if (settings.signing().certificate().isPresent()) {
            CertificateChecks.chain(signer.chain(), Instant.now())
                    .forEach(problem -> LOG.warn("signing: {}. {}", problem.wrong(), problem.remedy()));
        } else {
            LOG.warn(
                    "manifests are signed by an identity that this node made for itself, for which no authority vouches:"
                            + " name recording.signing.certificate and key");
        }
        return signer;
    }
}
