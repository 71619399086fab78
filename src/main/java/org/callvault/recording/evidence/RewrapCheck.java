package org.callvault.recording.evidence;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.callvault.recording.RecordingJson;
import org.callvault.recording.evidence.Finding.Verdict;
import org.callvault.recording.manifest.Manifest;
import org.callvault.recording.manifest.Rewrapping;

/** Whether what is said of new recipients is signed, and is about this recording. */
final class RewrapCheck {
    private RewrapCheck() {}

    static List<Finding> of(Rewrapping.Source source, Evidence evidence, Anchors anchors, Instant now)
            throws IOException {
        List<Finding> findings = new ArrayList<>();
        for (int number = 1; number <= Rewrapping.MOST; number++) {
            Optional<byte[]> said = read(source, Rewrapping.name(number));
            if (said.isEmpty()) {
                break;
            }
            Optional<byte[]> signature = read(source, Rewrapping.signature(number));
            findings.add(
                    signature.isPresent()
                            ? check(number, said.get(), signature.get(), evidence, anchors, now)
                            : Finding.red(Rewrapping.signature(number) + " is missing"));
        }
        return findings;
    }

    private static Optional<byte[]> read(Rewrapping.Source source, String name) throws IOException {
        try (InputStream in = source.open(name)) {
            return Optional.of(in.readAllBytes());
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }

    private static Finding check(
            int number, byte[] json, byte[] signature, Evidence evidence, Anchors anchors, Instant now) {
        String name = Rewrapping.name(number);
        Optional<Finding> wrong = ManifestSignature.check(name, json, signature, anchors.signers(), now).stream()
                .filter(each -> each.verdict() == Verdict.RED)
                .findFirst();
        if (wrong.isPresent()) {
            return wrong.get();
        }
        // Whom nobody vouches for may speak of what it signed itself, and of nothing else.
        if (anchors.signers().isEmpty()
                && !ManifestSignature.sameSigner(signature, evidence.signature().orElse(new byte[0]))) {
            return Finding.red(
                    name + " is signed by another than the manifest: name the authority that you trust with --ca");
        }
        try {
            Rewrapping said = RecordingJson.read(json, Rewrapping.class);
            Manifest manifest = RecordingJson.read(evidence.manifest(), Manifest.class);
            boolean about = said.version() == Rewrapping.VERSION
                    && said.recording().equals(manifest.recording())
                    && said.manifest().equals(ChainEntry.sha256(evidence.manifest()));
            return about
                    ? Finding.green("its files were sealed for " + String.join(" and ", said.recipients()) + " at "
                            + said.at() + "; what is in them stayed as it was")
                    : Finding.red(name + " is about another recording, or of another version");
        } catch (IOException | RuntimeException unreadable) {
            return Finding.red(name + " cannot be read: " + unreadable.getMessage());
        }
    }
}
