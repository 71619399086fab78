package org.callvault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A node's data directory on a file system that it has to itself, and that can be filled.
 *
 * @param directory as this process sees it
 */
record TestDisk(Path directory) {
    /** What a node is started by, in the directory that holds its data directory, to have a disk of 64 MB. */
    static final List<String> OF_ITS_OWN = List.of(
            "unshare",
            "--map-root-user",
            "--mount",
            "sh",
            "-c",
            "mount -t tmpfs -o size=64m callvault data && exec \"$@\"",
            "sh");

    /** The disk of a node that runs in that directory. */
    static TestDisk of(NodeProcess node, Path directory) {
        return new TestDisk(
                node.root().resolve(directory.resolve("data").toString().substring(1)));
    }

    /** A library that, preloaded, holds up what waits for the disk. */
    static Path stalling(Path directory) throws Exception {
        Path library = directory.resolve("stall.so");
        Path source = Path.of(TestDisk.class.getResource("disk/stall.c").toURI());
        Process compiler = new ProcessBuilder(
                        "cc", "-shared", "-fPIC", "-o", library.toString(), source.toString(), "-ldl")
                .inheritIO()
                .start();
        assertThat(compiler.waitFor()).isZero();
        return library;
    }

    /** Fills it but for so much; with nothing left, to the last byte. */
    void leave(long bytes) throws IOException {
        FileStore store = Files.getFileStore(directory);
        try (OutputStream filler =
                Files.newOutputStream(filler(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            byte[] block = new byte[4096];
            while (store.getUsableSpace() > bytes) {
                filler.write(block);
            }
        }
    }

    void free() throws IOException {
        Files.delete(filler());
    }

    private Path filler() {
        return directory.resolve("filler");
    }
}
