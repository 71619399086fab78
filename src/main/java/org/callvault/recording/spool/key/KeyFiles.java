package org.callvault.recording.spool.key;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.callvault.recording.spool.SpoolKey;
import org.callvault.recording.spool.SpoolKeys;
import org.callvault.recording.spool.segment.Durable;

/** In the data directory: {@code spool.key} and, for each former one, {@code spool-<fingerprint>.key}, of 32 bytes each. */
public record KeyFiles(Path data) implements KeyPlace {
    private static final String CURRENT = "spool.key";
    private static final String FORMER = "spool-[0-9a-f]{16}\\.key";

    private Path file() {
        return data.resolve(CURRENT);
    }

    private Path file(String id) {
        return data.resolve("spool-" + id + ".key");
    }

    @Override
    public SpoolKeys load() throws IOException {
        return SpoolKeys.of(read(file()), former());
    }

    @Override
    public List<SpoolKey> former() throws IOException {
        List<SpoolKey> keys = new ArrayList<>();
        if (Files.isDirectory(data)) {
            try (Stream<Path> files = Files.list(data)) {
                for (Path file : files.sorted().toList()) {
                    if (file.getFileName().toString().matches(FORMER)) {
                        keys.add(read(file));
                    }
                }
            }
        }
        return keys;
    }

    /** All of these, where the current key is elsewhere. */
    List<SpoolKey> all() throws IOException {
        List<SpoolKey> keys = new ArrayList<>(former());
        if (Files.exists(file())) {
            keys.addFirst(read(file()));
        }
        return keys;
    }

    private static SpoolKey read(Path file) throws IOException {
        byte[] bytes = OwnFile.read(file);
        SpoolKey key = SpoolKey.of(bytes);
        Arrays.fill(bytes, (byte) 0);
        return key;
    }

    @Override
    public void put(SpoolKey key) throws IOException {
        if (Files.exists(file())) {
            try {
                Files.createLink(file(read(file()).id()), file());
            } catch (FileAlreadyExistsException e) {
                // An earlier rotation came as far as this.
            }
            Durable.directory(data);
        }
        byte[] bytes = key.encoded();
        OwnFile.write(file(), bytes);
        Arrays.fill(bytes, (byte) 0);
    }

    @Override
    public void drop(String id) throws IOException {
        // A rotation that was cut off leaves the current key under both names.
        Files.deleteIfExists(file(id));
        Durable.directory(data);
    }

    /** The same where the current key is elsewhere: then none of these is. */
    void dropAny(String id) throws IOException {
        if (Files.exists(file()) && read(file()).id().equals(id)) {
            Files.delete(file());
        }
        drop(id);
    }

    @Override
    public String described() {
        return file().toString();
    }
}
