package org.callvault.recording.seal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Where the bytes of a sealed file are had from, as often as they are asked for. */
public interface Opening {
    /** For messages. */
    String name();

    SeekableByteChannel open() throws IOException;

    /** A file of this machine. */
    record OfFile(Path path) implements Opening {
        @Override
        public String name() {
            return path.toString();
        }

        @Override
        public SeekableByteChannel open() throws IOException {
            return FileChannel.open(path, StandardOpenOption.READ);
        }
    }
}
