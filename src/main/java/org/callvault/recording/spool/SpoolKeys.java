package org.callvault.recording.spool;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.callvault.recording.spool.segment.SegmentScan;

/**
 * The key that new segments are written under, and those before it, which open the segments that were written under them. Each
 * segment names its key by fingerprint.
 */
public final class SpoolKeys {
    private final SpoolKey current;
    private final List<SpoolKey> all;

    private SpoolKeys(SpoolKey current, List<SpoolKey> all) {
        this.current = current;
        this.all = List.copyOf(all);
    }

    static SpoolKeys only(SpoolKey key) {
        return of(key, List.of());
    }

    /** The same key may be there several times, as where a rotation was cut off. */
    public static SpoolKeys of(SpoolKey current, List<SpoolKey> former) {
        List<SpoolKey> all = new ArrayList<>(List.of(current));
        for (SpoolKey key : former) {
            if (all.stream().noneMatch(known -> known.id().equals(key.id()))) {
                all.add(key);
            }
        }
        return new SpoolKeys(current, all);
    }

    public SpoolKey current() {
        return current;
    }

    /** The current one first; a segment whose header is damaged may be of any. */
    public List<SpoolKey> all() {
        return all;
    }

    /** The key that a segment names; the current one where it names none of these, and then the scan says so. */
    SpoolKey of(Path segment) throws IOException {
        byte[] named = SegmentScan.fingerprint(segment);
        Optional<SpoolKey> found = all.stream()
                .filter(key -> Arrays.equals(key.fingerprint(), named))
                .findFirst();
        return found.orElse(current);
    }

    /** In hexadecimal, the current one first. */
    public List<String> ids() {
        return all.stream().map(SpoolKey::id).toList();
    }

    public String currentId() {
        return current.id();
    }

    /** The key that a segment file names, in hexadecimal; of a file that is too short the digits that are there. */
    public static String idIn(Path segment) throws IOException {
        return HexFormat.of().formatHex(SegmentScan.fingerprint(segment));
    }

    @Override
    public String toString() {
        return "SpoolKeys" + ids();
    }
}
