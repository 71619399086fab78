package org.callvault.recording.finish;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.callvault.recording.RecordingId;
import org.callvault.recording.manifest.Manifest;
import org.callvault.recording.spool.ReadReport;
import org.callvault.recording.spool.Spool;
import org.callvault.recording.spool.SpoolReader;

/**
 * What becomes of what a spool has of a recording that is kept: it is deleted where the manifest tells that it was read, and else
 * kept as a recording of its own, a supplement. So a disk that comes back after its calls were finished from other
 * disks loses nothing, and no manifest that was signed is ever replaced.
 */
final class Leftovers {
    private final Spool spool;

    Leftovers(Spool spool) {
        this.spool = spool;
    }

    /**
     * Deletes what is in a kept recording.
     *
     * @param spooled what the spool calls it
     * @param kept its manifest; empty where it is not where this node can read it
     * @return the name of a supplement that is to be made; empty when there is nothing left
     */
    Optional<RecordingId> settle(RecordingId spooled, Optional<Manifest> kept) throws IOException {
        SpoolReader reader = spool.reader(spooled);
        List<ReadReport.Part> here = reader.parts(spooled);
        if (kept.isPresent() && !isIn(kept.get(), here)) {
            // Copies and damaged chunks were counted too.
            here = reader.read(spooled, (kind, stream, micros, buffer, offset, length) -> {})
                    .parts();
        }
        if (here.isEmpty() || (kept.isPresent() && isIn(kept.get(), here))) {
            spool.finished(spooled);
            return Optional.empty();
        }
        return Optional.of(supplement(spooled, here));
    }

    /** Manifests of earlier versions list no parts; they were made of the one spool that there was. */
    private static boolean isIn(Manifest manifest, List<ReadReport.Part> here) {
        Map<String, Integer> read = new HashMap<>();
        manifest.parts().forEach(part -> read.put(part.chain(), part.chunks()));
        return read.isEmpty()
                || here.stream().allMatch(part -> read.getOrDefault(FinalManifest.name(part), 0) >= part.chunks());
    }

    /**
     * Always the same for the same parts, so that it is made once however often it is begun: the time of the first recording, so
     * that it lies beside it, then a digest of both (a UUID of version 7 by its form).
     */
    static RecordingId supplement(RecordingId first, List<ReadReport.Part> parts) {
        StringBuilder text = new StringBuilder(first.value());
        parts.stream()
                .sorted((one, other) -> Long.compareUnsigned(one.chain(), other.chain()))
                .forEach(part -> text.append(' ')
                        .append(FinalManifest.name(part))
                        .append(' ')
                        .append(part.chunks()));
        String digest = StagedFiles.sha256(text.toString().getBytes(StandardCharsets.UTF_8));
        int variant = 8 | (HexFormat.fromHexDigit(digest.charAt(3)) & 3);
        return new RecordingId(first.value().substring(0, 14) + "7" + digest.substring(0, 3) + "-"
                + Integer.toHexString(variant) + digest.substring(4, 7) + "-" + digest.substring(7, 19));
    }
}
