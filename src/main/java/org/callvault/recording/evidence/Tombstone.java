package org.callvault.recording.evidence;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.callvault.recording.RecordingId;
import org.jspecify.annotations.Nullable;

/**
 * What is left of a recording that was removed: which one, what proves that it was this one, who wanted it and why. Nothing
 * of what was said, and nobody who said it.
 *
 * @param kind "retention" or "erasure"
 * @param manifestSha256 as the node's chain has it; null where the catalog did not know it
 * @param files digests of the files, as the manifest had them
 * @param begunAt when it was decided, from which on nothing brings it back
 * @param approval null where its time was over, as {@code approvedBy} is
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Tombstone(
        int version,
        RecordingId recording,
        String node,
        String kind,
        @Nullable String manifestSha256,
        List<String> files,
        Instant begunAt,
        String askedBy,
        @Nullable String approvedBy,
        @Nullable String approval,
        String reason) {
    public static final int VERSION = 1;

    public Tombstone {
        files = List.copyOf(files);
    }
}
