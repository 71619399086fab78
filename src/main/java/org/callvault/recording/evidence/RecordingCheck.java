package org.callvault.recording.evidence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.callvault.recording.RecordingJson;
import org.callvault.recording.manifest.Manifest;
import org.callvault.recording.manifest.Rewrapping;
import org.callvault.recording.timestamp.TimeStamp;
import org.callvault.recording.timestamp.TimeStampFailed;
import org.callvault.security.CertificatePaths;

/**
 * What proves a recording besides the hashes of its files: that it lies in its place, that its manifest is signed, and since
 * when.
 */
public final class RecordingCheck {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final Evidence evidence;
    private final Manifest manifest;
    private final Anchors anchors;
    private final Instant now;
    private final List<Finding> findings = new ArrayList<>();

    private RecordingCheck(Evidence evidence, Anchors anchors, Instant now) throws IOException {
        this.evidence = evidence;
        this.manifest = RecordingJson.read(evidence.manifest(), Manifest.class);
        this.anchors = anchors;
        this.now = now;
    }

    /**
     * Checks the manifest in a directory.
     *
     * @param anchors whom the reader trusts; without any, a manifest that neither is signed nor says that it is chained, as
     *     those of earlier versions, is only not proven
     */
    public static List<Finding> of(Path directory, Anchors anchors, Instant now) throws IOException {
        Evidence evidence = Evidence.in(directory);
        RecordingCheck check = new RecordingCheck(evidence, anchors, now);
        String place = String.valueOf(directory.toAbsolutePath().normalize().getFileName());
        if (ID.matcher(place).matches() && !place.equals(check.manifest.recording())) {
            check.findings.add(
                    Finding.red("this is recording " + check.manifest.recording() + " in the place of " + place));
        }
        check.all();
        check.findings.addAll(
                RewrapCheck.of(name -> Files.newInputStream(directory.resolve(name)), evidence, anchors, now));
        return check.findings;
    }

    /**
     * Checks what a recording brings, wherever it lies.
     *
     * @param source of what is said of new recipients
     */
    public static List<Finding> of(Evidence evidence, Rewrapping.Source source, Anchors anchors, Instant now)
            throws IOException {
        RecordingCheck check = new RecordingCheck(evidence, anchors, now);
        check.all();
        check.findings.addAll(RewrapCheck.of(source, evidence, anchors, now));
        return check.findings;
    }

    private void all() {
        if (evidence.signature().isPresent()) {
            signed(evidence.signature().get());
        } else if (manifest.chain() != null || !anchors.signers().isEmpty()) {
            findings.add(Finding.red(ManifestSignature.NAME + " is missing"));
        } else {
            findings.add(Finding.amber(Manifest.NAME + " is not signed: nothing shows who wrote it"));
        }
    }

    private void signed(byte[] signature) {
        List<Finding> ofTime = new ArrayList<>();
        Optional<Instant> stamped = evidence.timeStamp().isPresent()
                ? stamped(evidence.timeStamp().get(), signature, ofTime)
                : Optional.empty();
        findings.addAll(ManifestSignature.check(evidence.manifest(), signature, anchors.signers(), stamped, now));
        findings.addAll(ofTime);
        boolean wanted = manifest.chain() != null && manifest.chain().wantsTimeStamp();
        if (wanted && evidence.timeStamp().isEmpty()) {
            findings.add(
                    Finding.amber(TimeStamp.NAME + " is missing: the time stamp is still owed, or somebody took it"));
        }
    }

    /** The time, where it is one that the reader trusts. */
    private Optional<Instant> stamped(byte[] kept, byte[] signature, List<Finding> ofTime) {
        try {
            TimeStamp stamp = TimeStamp.read(kept, signature);
            X509Certificate authority = stamp.chain().getFirst();
            String who = authority.getSubjectX500Principal().getName();
            if (anchors.timeStamps().isEmpty()) {
                ofTime.add(Finding.amber("a time stamp of " + who + " says " + stamp.at()
                        + ", for which nobody vouches: name its authority with --tsa-ca"));
                return Optional.empty();
            }
            Optional<String> distrusted = CertificatePaths.distrusted(stamp.chain(), anchors.timeStamps(), stamp.at());
            if (distrusted.isPresent()) {
                ofTime.add(Finding.red(
                        TimeStamp.NAME + ": " + who + " comes from no trusted authority: " + distrusted.get()));
                return Optional.empty();
            }
            if (now.isAfter(authority.getNotAfter().toInstant())) {
                ofTime.add(
                        Finding.amber("the certificate of the time stamp's authority " + who + " has expired since"));
            } else {
                ofTime.add(Finding.green("the signature was there at " + stamp.at() + ", by a time stamp of " + who));
            }
            return Optional.of(stamp.at());
        } catch (TimeStampFailed failed) {
            ofTime.add(Finding.red(TimeStamp.NAME + ": " + failed.getMessage()));
            return Optional.empty();
        }
    }
}
