package org.callvault.recording.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.callvault.recording.RecordingId;
import org.callvault.recording.manifest.Manifest;

/** What a {@link DirectoryStore} keeps, where it lies. A directory without a manifest is here too: whoever reads it sees that. */
public final class DirectoryShelf implements Shelf {
    private final Path root;
    private final DirectoryStore store;

    /** Of a directory that need not be there. */
    public DirectoryShelf(Path root) {
        this.root = root;
        this.store = new DirectoryStore(root);
    }

    @Override
    public boolean lend(RecordingId id, Reader reader) throws IOException {
        if (!has(id)) {
            return false;
        }
        reader.read(store.directory(id));
        return true;
    }

    @Override
    public boolean has(RecordingId id) {
        return Files.isDirectory(store.directory(id));
    }

    @Override
    public void manifestsBut(Set<String> names, ManifestReader reader) throws IOException {
        if (!Files.isDirectory(root)) {
            return;
        }
        List<Path> manifests;
        try (Stream<Path> walk = Files.walk(root, 5)) {
            manifests = walk.filter(file -> file.endsWith(Manifest.NAME))
                    .filter(file -> !names.contains(name(file)))
                    .filter(file -> !file.startsWith(root.resolve(".part")))
                    .toList();
        }
        for (Path file : manifests) {
            reader.read(name(file), Files.readAllBytes(file));
        }
    }

    private static String name(Path manifest) {
        return String.valueOf(manifest.resolveSibling("").getFileName());
    }
}
