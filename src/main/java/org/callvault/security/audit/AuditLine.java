package org.callvault.security.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A line of the audit, a JSON object:
 *
 * <pre>
 *   {"seq":7,"prev":"(SHA-256 of the line before, without its line feed)","time":"...","action":"...","result":"...", facts}
 * </pre>
 *
 * @param sequence from 1, without holes, over all files of a node
 * @param previous zeros before the first
 * @param hash SHA-256 of this line
 */
public record AuditLine(long sequence, String previous, String hash, JsonNode event) {
    /** What the first line follows. */
    public static final String NONE = "0".repeat(64);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SEQUENCE = "seq";
    private static final String PREVIOUS = "prev";

    /** Without a line feed. */
    static byte[] write(long sequence, String previous, Instant time, AuditEvent event) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(SEQUENCE, sequence);
        fields.put(PREVIOUS, previous);
        fields.put("time", time.toString());
        fields.put("action", event.action());
        fields.put("result", event.result());
        event.facts().forEach(fields::putIfAbsent);
        try {
            return JSON.writeValueAsBytes(fields);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("text and numbers can be written", e);
        }
    }

    /** Empty for what is no line of a chain, as those of earlier versions. */
    public static Optional<AuditLine> parse(byte[] line) {
        try {
            JsonNode event = JSON.readTree(line);
            return event != null
                            && event.path(SEQUENCE).isIntegralNumber()
                            && event.path(PREVIOUS).isTextual()
                    ? Optional.of(new AuditLine(
                            event.path(SEQUENCE).asLong(), event.path(PREVIOUS).asText(), hash(line), event))
                    : Optional.empty();
        } catch (IOException damaged) {
            return Optional.empty();
        }
    }

    /** A member's text; null where there is none. */
    public @Nullable String text(String name) {
        return event.path(name).isTextual() ? event.path(name).asText() : null;
    }

    public static String hash(byte[] line) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(line));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
