package org.callvault.recording.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.callvault.recording.RecordingId;
import org.callvault.recording.spool.segment.Durable;

/**
 * A directory tree, each recording in its {@link Place}. A recording is written in a directory of its own in {@code .part/},
 * forced to disk, and renamed into place, where the first that comes stays; to be deleted it is renamed to {@code .gone/<id>/} first.
 */
public final class DirectoryStore implements RecordingStore, RemoteStore {
    private final Path root;
    private final PartDirectory parts;

    /** For who is no node. */
    public DirectoryStore(Path root) {
        this(root, "");
    }

    /**
     * A node's, or one that it shares with others.
     *
     * @param node tells its unfinished work from that of others
     */
    public DirectoryStore(Path root, String node) {
        this.root = root.toAbsolutePath().normalize();
        this.parts = new PartDirectory(this.root.resolve(".part"), node);
    }

    /** Where a recording is or would be. */
    public Path directory(RecordingId id) {
        return root.resolve(Place.of(id));
    }

    /** How many recordings are kept; reads the whole tree, so it is for small ones. */
    public int count() throws IOException {
        if (!Files.isDirectory(root)) {
            return 0;
        }
        try (Stream<Path> places =
                Files.find(root, 4, (path, kind) -> path.getNameCount() == root.getNameCount() + 4)) {
            return Math.toIntExact(places.filter(path -> !path.startsWith(root.resolve(".part")))
                    .count());
        }
    }

    @Override
    public Optional<String> location(RecordingId id) {
        Path directory = directory(id);
        return Files.isDirectory(directory)
                ? Optional.of(root.relativize(directory).toString())
                : Optional.empty();
    }

    @Override
    public SeekableByteChannel read(RecordingId id, String name) throws IOException {
        if (!Place.mayHold(name)) {
            throw new NoSuchFileException(name);
        }
        return FileChannel.open(directory(id).resolve(name), StandardOpenOption.READ);
    }

    @Override
    public void add(RecordingId id, String name, byte[] content) throws IOException {
        Path directory = directory(id);
        if (!Place.mayHold(name) || !Files.isDirectory(directory)) {
            throw new NoSuchFileException(directory.resolve(name).toString());
        }
        Path draft = parts.next(id);
        Files.write(draft, content);
        force(draft, StandardOpenOption.WRITE);
        Files.move(draft, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        force(directory, StandardOpenOption.READ);
    }

    /** Copies into a part of the tree that no reader sees, and renames. */
    @Override
    public String deliver(RecordingId id, Path directory) throws IOException {
        try (StagedRecording staged = stage(id)) {
            for (Path file : list(directory)) {
                Files.copy(file, staged.file(file.getFileName().toString()));
            }
            return staged.commit();
        } catch (FileSystemException e) {
            throw new StoreAway(root + " does not take recordings: " + e, e);
        }
    }

    @Override
    public void check() throws IOException {
        try {
            Files.createDirectories(root);
            Files.delete(Files.createTempFile(root, ".check-", ".tmp"));
        } catch (IOException e) {
            throw new StoreAway(root + " cannot be written: " + e + "; mount it, or make it writable", e);
        }
    }

    @Override
    public StagedRecording stage(RecordingId id) throws IOException {
        Path part = parts.next(id);
        Files.createDirectories(part.resolve("files"));
        Files.createDirectories(part.resolve("scratch"));
        return new Staged(id, part);
    }

    @Override
    public void replace(RecordingId id, String name, Path content) throws IOException {
        Path file = directory(id).resolve(name);
        if (!Place.mayHold(name) || !Files.isRegularFile(file)) {
            throw new NoSuchFileException(file.toString());
        }
        force(content, StandardOpenOption.WRITE);
        Files.move(content, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        force(directory(id), StandardOpenOption.READ);
    }

    @Override
    public void delete(RecordingId id) throws IOException {
        Path directory = directory(id);
        Path gone = root.resolve(".gone").resolve(id.value());
        // Of an earlier call that was cut off.
        deleteTree(gone);
        if (Files.isDirectory(directory)) {
            Files.createDirectories(gone.resolveSibling(""));
            Files.move(directory, gone, StandardCopyOption.ATOMIC_MOVE);
            Durable.directory(directory.resolveSibling(""));
            Durable.directory(gone.resolveSibling(""));
            deleteTree(gone);
        }
    }

    private final class Staged implements StagedRecording {
        private final RecordingId id;
        private final Path part;

        Staged(RecordingId id, Path part) {
            this.id = id;
            this.part = part;
        }

        @Override
        public Path file(String name) {
            return part.resolve("files").resolve(name);
        }

        @Override
        public Path scratch(String name) {
            return part.resolve("scratch").resolve(name);
        }

        @Override
        public String commit() throws IOException {
            Optional<String> kept = location(id);
            if (kept.isPresent()) {
                return kept.get();
            }
            Path files = part.resolve("files");
            for (Path file : list(files)) {
                force(file, StandardOpenOption.WRITE);
            }
            force(files, StandardOpenOption.READ);
            Path target = directory(id);
            Path day = target.resolveSibling("");
            Files.createDirectories(day);
            try {
                Files.move(files, target, StandardCopyOption.ATOMIC_MOVE);
            } catch (FileSystemException e) {
                // Another attempt came first, after this one had looked: a directory that is not empty is not replaced.
                return location(id).orElseThrow(() -> e);
            }
            for (Path parent = day;
                    parent.startsWith(root);
                    parent = parent.resolve("..").normalize()) {
                force(parent, StandardOpenOption.READ);
            }
            return root.relativize(target).toString();
        }

        @Override
        public void close() throws IOException {
            deleteTree(part);
        }
    }

    private static void force(Path path, StandardOpenOption mode) throws IOException {
        try (FileChannel channel = FileChannel.open(path, mode)) {
            channel.force(true);
        }
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    static void deleteTree(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(tree)) {
            paths = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.deleteIfExists(path);
        }
    }
}
