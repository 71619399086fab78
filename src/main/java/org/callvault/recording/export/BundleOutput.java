package org.callvault.recording.export;

import java.io.Closeable;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Where the files of bundles go. */
public interface BundleOutput extends Closeable {
    /** Begins a file, which is over when its stream is closed; names have slashes between directories. */
    OutputStream file(String name, Instant written) throws IOException;

    /** Files below a directory; none is written over. */
    static BundleOutput directory(Path directory) {
        return new BundleOutput() {
            @Override
            public OutputStream file(String name, Instant written) throws IOException {
                Path file = directory.resolve(name);
                Files.createDirectories(file.resolveSibling(""));
                return Files.newOutputStream(file, java.nio.file.StandardOpenOption.CREATE_NEW);
            }

            @Override
            public void close() {
                // Each file was closed by itself.
            }
        };
    }

    /** One zip file, the same bytes for the same content; written as it comes, and of any length. */
    static BundleOutput zip(OutputStream out) {
        ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
        return new BundleOutput() {
            @Override
            public OutputStream file(String name, Instant written) throws IOException {
                ZipEntry entry = new ZipEntry(name);
                entry.setLastModifiedTime(FileTime.from(written));
                // What is sealed or compressed does not get smaller.
                boolean dense = name.matches(".*\\.(p7m|p7s|tsr|flac|opus)");
                zip.setLevel(dense ? Deflater.NO_COMPRESSION : Deflater.DEFAULT_COMPRESSION);
                zip.putNextEntry(entry);
                return new FilterOutputStream(zip) {
                    @Override
                    public void write(byte[] bytes, int from, int length) throws IOException {
                        zip.write(bytes, from, length);
                    }

                    @Override
                    public void close() throws IOException {
                        zip.closeEntry();
                    }
                };
            }

            @Override
            public void close() throws IOException {
                zip.close();
            }
        };
    }
}
