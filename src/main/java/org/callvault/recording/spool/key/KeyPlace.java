package org.callvault.recording.spool.key;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.callvault.config.Settings;
import org.callvault.recording.spool.SpoolException;
import org.callvault.recording.spool.SpoolKey;
import org.callvault.recording.spool.SpoolKeys;

/**
 * Where a node's spool keys are. A key is durable there before anything is written under it, and leaves only when it is
 * dropped by name. Files that lie in the data directory open segments wherever the current key is: so a node moves from one
 * place to another by its settings alone.
 */
public sealed interface KeyPlace permits KeyFiles, KeyStoreFile, GivenKeys {
    /** As the settings name it. */
    static KeyPlace of(Settings.SpoolKey settings, Path data) {
        return switch (settings) {
            case Settings.SpoolKey.InFile _ -> new KeyFiles(data);
            case Settings.SpoolKey.InKeystore store ->
                new KeyStoreFile(store.file(), store.password(), new KeyFiles(data));
            case Settings.SpoolKey.Given given -> GivenKeys.of(given, new KeyFiles(data));
        };
    }

    /**
     * Current and former keys.
     *
     * @throws NoSuchFileException when there is no current one yet
     * @throws SpoolException when what is there is no key, or can be read by others
     */
    SpoolKeys load() throws IOException;

    /**
     * Makes a key the current one; the one before it stays as a former one. Cut off at any point, all keys that there were
     * are there.
     *
     * @throws IOException also where only a person can do that
     */
    void put(SpoolKey key) throws IOException;

    /** Forgets a former key, if there is one of that name. */
    void drop(String id) throws IOException;

    /** All keys that open something, without the need of a current one. */
    List<SpoolKey> former() throws IOException;

    /** In words, for people. */
    String described();

    /**
     * The keys; a first one is made where there is none, and never while segments need another: theirs is lost, and with a
     * new one nobody would notice.
     *
     * @param spools directories of segments, which need not be there
     * @throws SpoolException when segments are there and their key is not
     */
    default SpoolKeys loadOrCreate(List<Path> spools) throws IOException {
        try {
            return load();
        } catch (NoSuchFileException none) {
            Set<String> needed = needed(spools);
            former().forEach(key -> needed.remove(key.id()));
            if (!needed.isEmpty()) {
                throw new SpoolException(
                        "the spool " + spools.getFirst() + " holds recordings that are not finished, but their key in "
                                + described()
                                + " is gone: put it back, or move the segments away to give them up",
                        none);
            }
            put(SpoolKey.random(new SecureRandom()));
            return load();
        }
    }

    /** The keys that segments name, one name for all that are too short to name one. */
    static Set<String> needed(List<Path> spools) throws IOException {
        Set<String> ids = new TreeSet<>();
        for (Path segment : segments(spools)) {
            ids.add(SpoolKeys.idIn(segment));
        }
        return ids;
    }

    /** Segment files of directories that need not be there. */
    static List<Path> segments(List<Path> spools) throws IOException {
        List<Path> segments = new ArrayList<>();
        for (Path spool : spools) {
            if (Files.isDirectory(spool)) {
                try (Stream<Path> files = Files.list(spool)) {
                    files.filter(file -> file.toString().endsWith(".spool"))
                            .sorted()
                            .forEach(segments::add);
                }
            }
        }
        return segments;
    }
}
