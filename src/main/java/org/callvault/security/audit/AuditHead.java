package org.callvault.security.audit;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How far a chain had come, for the node to sign: {@code head-000000000042.json}, and its signature in a file with
 * {@code .p7s} behind. Written when a day is over and when a node stops, and never replaced: lines that are made anew do not
 * fit the heads that were signed before.
 *
 * @param day of the file that the line is in, such as 2026-11-23
 * @param sequence of the last line
 * @param hash of the last line
 * @param time by the node's clock
 */
public record AuditHead(String node, String day, long sequence, String hash, String time) {
    public static final String SIGNATURE = ".p7s";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PREFIX = "head-";
    private static final String SUFFIX = ".json";

    /** Writes and signs it, unless the head of that line is there already. */
    void keep(Path directory, HeadSigner signer) throws IOException {
        Path file = directory.resolve(String.format("%s%012d%s", PREFIX, sequence, SUFFIX));
        Path signature = signature(file);
        if (Files.exists(signature)) {
            return;
        }
        byte[] content = JSON.writeValueAsBytes(this);
        write(file, content);
        write(signature, signer.sign(content, Instant.parse(time)));
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    private static void write(Path file, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    /** Where the signature of a head lies. */
    public static Path signature(Path head) {
        return head.resolveSibling(head.getFileName() + SIGNATURE);
    }

    /** All heads of a directory, the oldest first. */
    public static List<Path> in(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> String.valueOf(file.getFileName()).matches("head-[0-9]{12,18}\\.json"))
                    .sorted()
                    .toList();
        }
    }

    /** What a head says; empty where it is damaged. */
    public static Optional<AuditHead> read(byte[] json) {
        try {
            return Optional.ofNullable(JSON.readValue(json, AuditHead.class));
        } catch (IOException damaged) {
            return Optional.empty();
        }
    }
}
