package org.callvault.cli.keys;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.callvault.config.Settings;
import org.callvault.recording.evidence.NodeSigner;
import org.callvault.security.PemProblem;
import org.callvault.security.audit.AuditEvent;
import org.callvault.security.audit.AuditFile;

/** The audit of a node that does not run: what is done with its keys is kept there before it is done, and when it is. */
final class KeysAudit implements AutoCloseable {
    private final AuditFile file;

    private KeysAudit(AuditFile file) {
        this.file = file;
    }

    /** Goes on with the node's own, signed as the node signs. */
    static KeysAudit open(Path data, Settings settings, InstantSource clock) throws IOException {
        return new KeysAudit(AuditFile.open(
                data.resolve("audit"), settings.node().name(), signer(data, settings, clock)::sign, clock, () -> {}));
    }

    static NodeSigner signer(Path data, Settings settings, InstantSource clock) throws IOException {
        try {
            return NodeSigner.of(
                    settings.signing(), data.resolve("signing"), settings.node().name(), clock);
        } catch (PemProblem | IllegalArgumentException e) {
            throw new IOException("the node's signing key cannot be used: " + e.getMessage(), e);
        }
    }

    /** On the disk when this returns. */
    void keep(String action, String result, Map<String, String> facts) throws IOException {
        AuditEvent event = AuditEvent.of(action, result).with("user", System.getProperty("user.name"));
        for (Map.Entry<String, String> fact : facts.entrySet()) {
            event = event.with(fact.getKey(), fact.getValue());
        }
        file.keep(event);
    }

    @Override
    public void close() {
        file.close();
    }
}
