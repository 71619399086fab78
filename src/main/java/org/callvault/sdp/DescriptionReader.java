package org.callvault.sdp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a description line by line; used once. Lines of kinds that a recorder does not need are skipped. */
final class DescriptionReader {
    static final int MAX_BYTES = 64 * 1024;
    static final int MAX_MEDIA = 64;
    static final int MAX_ATTRIBUTES = 256;
    static final int MAX_FORMATS = 128;

    private final List<MediaDescription> media = new ArrayList<>();
    private final List<Attribute> sessionAttributes = new ArrayList<>();
    private String origin = "";
    private String sessionName = "-";
    private @Nullable String sessionAddress;
    private @Nullable OpenMedia open;

    private DescriptionReader() {}

    /** An m-line whose attributes are still being read. */
    private static final class OpenMedia {
        final String type;
        final int port;
        final String protocol;
        final List<String> formats;
        final List<Attribute> attributes = new ArrayList<>();

        @Nullable
        String address;

        OpenMedia(String type, int port, String protocol, List<String> formats) {
            this.type = type;
            this.port = port;
            this.protocol = protocol;
            this.formats = formats;
        }
    }

    static ParsedDescription read(byte[] body) {
        if (body.length > MAX_BYTES) {
            return new MalformedDescription("description larger than 64 KB");
        }
        String text = new String(body, StandardCharsets.UTF_8);
        if (text.indexOf('\0') >= 0) {
            return new MalformedDescription("NUL character");
        }
        // A bare CR ends a line too: echoed in an answer it could otherwise smuggle a line in.
        List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
        if (lines.isEmpty() || !lines.getFirst().strip().startsWith("v=")) {
            return new MalformedDescription("no v= line at the start");
        }
        return new DescriptionReader().readLines(lines);
    }

    private ParsedDescription readLines(List<String> lines) {
        for (String line : lines) {
            Optional<String> fault = readLine(line.strip());
            if (fault.isPresent()) {
                return new MalformedDescription(fault.get());
            }
        }
        closeMedia();
        return new SessionDescription(origin, sessionName, sessionAddress, media);
    }

    /** Takes one line in; what is wrong with it comes back. */
    private Optional<String> readLine(String line) {
        if (line.length() < 2 || line.charAt(1) != '=') {
            return Optional.of("line without a type");
        }
        String value = line.substring(2);
        return switch (line.charAt(0)) {
            case 'o' -> readOrigin(value);
            case 's' -> readSessionName(value);
            case 'c' -> readConnection(value);
            case 'm' -> readMedia(value);
            case 'a' -> readAttribute(value);
            default -> Optional.empty();
        };
    }

    private Optional<String> readOrigin(String value) {
        origin = value;
        return Optional.empty();
    }

    private Optional<String> readSessionName(String value) {
        sessionName = value;
        return Optional.empty();
    }

    /** {@code IN IP4 192.0.2.1/127}: network, address type, address with an optional TTL. */
    private Optional<String> readConnection(String value) {
        String[] words = value.strip().split(" +", -1);
        if (words.length != 3) {
            return Optional.of("malformed c= line");
        }
        String address = words[2].split("/", 2)[0];
        if (open == null) {
            sessionAddress = address;
        } else {
            open.address = address;
        }
        return Optional.empty();
    }

    /** {@code audio 49170/2 RTP/AVP 0 8}: type, port with an optional count, protocol, formats. */
    private Optional<String> readMedia(String value) {
        closeMedia();
        String[] words = value.strip().split(" +", -1);
        if (words.length < 3 || words.length > 3 + MAX_FORMATS) {
            return Optional.of("malformed m= line");
        }
        if (media.size() == MAX_MEDIA) {
            return Optional.of("more than 64 m= lines");
        }
        Optional<Integer> port = Numbers.portOf(words[1].split("/", 2)[0]);
        if (port.isEmpty()) {
            return Optional.of("malformed port in m= line");
        }
        List<String> formats = List.of(words).subList(3, words.length);
        open = new OpenMedia(words[0].toLowerCase(Locale.ROOT), port.get(), words[2], formats);
        return Optional.empty();
    }

    private Optional<String> readAttribute(String value) {
        List<Attribute> attributes = open == null ? sessionAttributes : open.attributes;
        if (attributes.size() == MAX_ATTRIBUTES) {
            return Optional.of("more than 256 attributes in a section");
        }
        attributes.add(Attribute.of(value));
        return Optional.empty();
    }

    private void closeMedia() {
        if (open == null) {
            return;
        }
        List<Attribute> attributes = new ArrayList<>(open.attributes);
        if (attributes.stream().noneMatch(DescriptionReader::setsDirection)) {
            sessionAttributes.stream()
                    .filter(DescriptionReader::setsDirection)
                    .findFirst()
                    .ifPresent(attributes::add);
        }
        inherit("fingerprint", attributes);
        inherit("setup", attributes);
        String address = open.address == null ? sessionAddress : open.address;
        media.add(new MediaDescription(
                media.size(), open.type, open.port, open.protocol, open.formats, address, attributes));
        open = null;
    }

    /** What the session level says, where the media level says nothing (RFC 8122, section 5; RFC 4145, section 4). */
    private void inherit(String name, List<Attribute> attributes) {
        if (attributes.stream().noneMatch(attribute -> attribute.name().equals(name))) {
            sessionAttributes.stream()
                    .filter(attribute -> attribute.name().equals(name))
                    .forEach(attributes::add);
        }
    }

    private static boolean setsDirection(Attribute attribute) {
        return Direction.ofAttribute(attribute.name()).isPresent();
    }
}
