package org.callvault.recording.evidence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import org.callvault.recording.RecordingJson;
import org.callvault.recording.manifest.Manifest;

/** What proves a recording besides the hashes of its files: that it lies in its place, and that its manifest is signed. */
public final class RecordingCheck {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private RecordingCheck() {}

    /**
     * Checks the manifest in a directory.
     *
     * @param anchors whom the reader trusts. Who trusts somebody takes nothing that is not signed; without any, a manifest
     *     that neither is signed nor says that it is chained, as those of earlier versions, is only not proven
     */
    public static List<Finding> of(Path directory, Collection<X509Certificate> anchors, Instant now)
            throws IOException {
        byte[] json = Files.readAllBytes(directory.resolve(Manifest.NAME));
        Manifest manifest = RecordingJson.read(json, Manifest.class);
        List<Finding> findings = new ArrayList<>();
        String place = String.valueOf(directory.toAbsolutePath().normalize().getFileName());
        if (ID.matcher(place).matches() && !place.equals(manifest.recording())) {
            findings.add(Finding.red("this is recording " + manifest.recording() + " in the place of " + place));
        }
        Path signature = directory.resolve(ManifestSignature.NAME);
        if (Files.isRegularFile(signature)) {
            findings.addAll(ManifestSignature.check(json, Files.readAllBytes(signature), anchors, now));
        } else if (manifest.chain() != null || !anchors.isEmpty()) {
            findings.add(Finding.red(ManifestSignature.NAME + " is missing"));
        } else {
            findings.add(Finding.amber(Manifest.NAME + " is not signed: nothing shows who wrote it"));
        }
        return findings;
    }
}
