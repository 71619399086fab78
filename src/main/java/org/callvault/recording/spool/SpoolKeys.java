package org.callvault.recording.spool;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.callvault.recording.spool.segment.Durable;
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
        return new SpoolKeys(key, List.of(key));
    }

    /**
     * The key in a file, made where there is none and no segment needs one, and the former ones beside it.
     *
     * @throws SpoolException as {@link SpoolKey#loadOrCreate(Path, Path)}
     */
    public static SpoolKeys loadOrCreate(Path file, Path spool) throws IOException {
        return withFormer(file, SpoolKey.loadOrCreate(file, spool));
    }

    /**
     * The same, but makes none.
     *
     * @throws java.nio.file.NoSuchFileException when there is no key
     */
    public static SpoolKeys load(Path file) throws IOException {
        return withFormer(file, SpoolKey.load(file));
    }

    private static SpoolKeys withFormer(Path file, SpoolKey current) throws IOException {
        List<SpoolKey> all = new ArrayList<>(List.of(current));
        try (Stream<Path> files = Files.list(file.toAbsolutePath().resolveSibling(""))) {
            for (Path former : files.sorted().toList()) {
                if (former.getFileName().toString().matches("spool-[0-9a-f]{16}\\.key")) {
                    SpoolKey key = SpoolKey.load(former);
                    // A rotation that was cut off leaves the current key under both names.
                    if (!Arrays.equals(key.fingerprint(), current.fingerprint())) {
                        all.add(key);
                    }
                }
            }
        }
        return new SpoolKeys(current, all);
    }

    /**
     * Puts a new key in the place of the current one, which stays beside it. Every key is on disk before it is used or
     * replaced; cut off at any point, the keys that there were are all still there.
     *
     * @return the new fingerprint
     */
    public String rotate(Path file) throws IOException {
        Path directory = file.toAbsolutePath().resolveSibling("");
        try {
            Files.createLink(directory.resolve("spool-" + currentId() + ".key"), file);
        } catch (FileAlreadyExistsException e) {
            // An earlier rotation came as far as this.
        }
        Durable.directory(directory);
        Path made = directory.resolve("spool-next.tmp");
        Files.deleteIfExists(made);
        String id = id(SpoolKey.loadOrCreate(made));
        Files.move(made, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Durable.directory(directory);
        return id;
    }

    SpoolKey current() {
        return current;
    }

    /** The current one first; a segment whose header is damaged may be of any. */
    List<SpoolKey> all() {
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
        return all.stream().map(SpoolKeys::id).toList();
    }

    public String currentId() {
        return id(current);
    }

    /** The key that a segment file names, in hexadecimal; of a file that is too short the digits that are there. */
    public static String idIn(Path segment) throws IOException {
        return HexFormat.of().formatHex(SegmentScan.fingerprint(segment));
    }

    private static String id(SpoolKey key) {
        return HexFormat.of().formatHex(key.fingerprint());
    }

    @Override
    public String toString() {
        return "SpoolKeys" + ids();
    }
}
