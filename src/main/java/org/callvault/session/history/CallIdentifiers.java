package org.callvault.session.history;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.callvault.recording.CallIdentifier;
import org.callvault.session.signal.SipRequest;
import org.callvault.siprec.metadata.RecordingMetadata;

/** Finds what vendors call a call, in headers and in extensions of the metadata. */
final class CallIdentifiers {
    /** An SRC that names more is cut off. */
    private static final int MOST = 64;

    private static final Map<String, String> HEADERS = Map.of(
            "session-id", "session-id",
            "cisco-guid", "cisco-guid",
            "x-avaya-ucid", "ucid",
            "x-genesys-calluuid", "genesys-uuid",
            "p-asserted-identity", "p-asserted-identity",
            "p-charging-vector", "icid",
            "user-to-user", "user-to-user");

    /** By local name in lower case, without separators. */
    private static final Map<String, String> EXTENSIONS = Map.ofEntries(
            Map.entry("ucid", "ucid"),
            Map.entry("avayaucid", "ucid"),
            Map.entry("gcid", "gcid"),
            Map.entry("genesysuuid", "genesys-uuid"),
            Map.entry("guid", "guid"),
            Map.entry("ciscoguid", "cisco-guid"),
            Map.entry("callerorig", "caller-original"),
            Map.entry("callingparty", "calling-party"),
            Map.entry("agent", "agent"),
            Map.entry("agentid", "agent"),
            Map.entry("agentname", "agent"));

    private static final Pattern ICID = Pattern.compile("icid-value=\"?([^;\"\\s]+)", Pattern.CASE_INSENSITIVE);

    private CallIdentifiers() {}

    /** Those that were known and those that a request adds, in the order in which they came. */
    static List<CallIdentifier> with(
            List<CallIdentifier> before, SipRequest request, Optional<RecordingMetadata> metadata) {
        Set<CallIdentifier> found = new LinkedHashSet<>(before);
        HEADERS.forEach((header, kind) -> request.headers().getOrDefault(header, List.of()).stream()
                .flatMap(value -> valueOf(kind, value).stream())
                .forEach(value -> found.add(new CallIdentifier(kind, value))));
        metadata.ifPresent(document -> {
            document.sessions().stream()
                    .flatMap(session -> session.sipSessionIds().stream())
                    .forEach(id -> found.add(new CallIdentifier("session-id", id)));
            document.extensions().stream()
                    .filter(extension -> EXTENSIONS.containsKey(plain(extension.name())))
                    .filter(extension -> !extension.text().isBlank())
                    .forEach(extension -> found.add(new CallIdentifier(
                            EXTENSIONS.getOrDefault(plain(extension.name()), ""),
                            extension.text().strip())));
        });
        return found.stream().limit(MOST).toList();
    }

    private static Optional<String> valueOf(String kind, String header) {
        String value =
                switch (kind) {
                    case "icid" -> {
                        Matcher matcher = ICID.matcher(header);
                        yield matcher.find() ? matcher.group(1) : "";
                    }
                    case "user-to-user" -> userToUser(header);
                    case "p-asserted-identity" -> header;
                    default -> header.split(";", 2)[0];
                };
        return Optional.of(value.strip()).filter(text -> !text.isEmpty());
    }

    /** Hexadecimal that is text is shown as text (RFC 7433, section 4.1). */
    private static String userToUser(String header) {
        String[] parts = header.split(";", 2);
        String value = parts[0].strip();
        boolean hex = parts.length > 1 && parts[1].toLowerCase(Locale.ROOT).contains("encoding=hex");
        if (!hex || !value.matches("([0-9A-Fa-f]{2})+")) {
            return value;
        }
        String text = new String(HexFormat.of().parseHex(value), StandardCharsets.US_ASCII);
        return text.matches("[\\x20-\\x7e]+") ? text : value;
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
    }
}
