package org.callvault.cli.keys;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** What was done with keys: {@code keys.log} in the data directory, one line each: when, who, what. */
record KeysLog(Path data, InstantSource clock) {
    /** On the disk when this returns. */
    void note(String what) throws IOException {
        String line =
                clock.instant().truncatedTo(ChronoUnit.SECONDS) + " " + System.getProperty("user.name") + " " + what;
        try (FileChannel log =
                FileChannel.open(data.resolve("keys.log"), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            log.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
            log.force(true);
        }
    }
}
