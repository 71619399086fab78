package org.callvault.recording.evidence;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.callvault.recording.RecordingId;
import org.callvault.recording.manifest.Manifest.Link;

/**
 * A line of a node's ledger, in ASCII, with single spaces and a line feed:
 *
 * <pre>
 *   sequence recording sha256(manifest.json) sha256(previous manifest.json) sha256(previous line's hash, space, this line
 *   up to here)
 * </pre>
 *
 * <p>All hashes are hexadecimal; those before the first are zeros. The hash of a line covers all lines before it, and each
 * manifest names the one before its own: so lines of recordings that are deleted long since cannot be altered either.
 *
 * @param sequence from 1, without holes
 */
record ChainEntry(long sequence, RecordingId recording, String manifest, String previous, String hash) {
    static final String NONE = "0".repeat(64);
    /** Of a line, its line feed included; longer ones are damage. */
    static final int MAX_BYTES = 400;

    private static final Pattern LINE =
            Pattern.compile("([1-9][0-9]{0,17}) ([0-9a-f-]{36}) ([0-9a-f]{64}) ([0-9a-f]{64}) ([0-9a-f]{64})");

    /** What the first one follows. */
    static Link firstLink(String node) {
        return new Link(node, 1, NONE, NONE);
    }

    static ChainEntry of(Link link, RecordingId recording, String manifest) {
        String line = link.sequence() + " " + recording.value() + " " + manifest + " " + link.previous();
        return new ChainEntry(link.sequence(), recording, manifest, link.previous(), hash(link.ledger(), line));
    }

    /** What the next manifest says of this one. */
    Link next(String node) {
        return new Link(node, sequence + 1, manifest, hash);
    }

    /** Empty for what is no such line. Whether its hash is right depends on the line before. */
    static Optional<ChainEntry> parse(String line) {
        Matcher parts = LINE.matcher(line);
        return parts.matches()
                ? Optional.of(new ChainEntry(
                        Long.parseLong(parts.group(1)),
                        new RecordingId(parts.group(2)),
                        parts.group(3),
                        parts.group(4),
                        parts.group(5)))
                : Optional.empty();
    }

    String line() {
        return sequence + " " + recording.value() + " " + manifest + " " + previous + " " + hash + "\n";
    }

    private static String hash(String before, String line) {
        return sha256((before + " " + line).getBytes(StandardCharsets.US_ASCII));
    }

    static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
