package org.callvault.siprec.body;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The parts of a body, nested multiparts laid flat.
 *
 * @param parts in order, unknown ones included
 */
public record BodyParts(List<BodyPart> parts) implements ParsedBody {
    static final String SDP = "application/sdp";
    static final String METADATA = "application/rs-metadata+xml";

    /** RFC 9806 renamed the type; clients in the field send the old name. */
    private static final Set<String> METADATA_TYPES = Set.of(METADATA, "application/rs-metadata");

    public BodyParts {
        parts = List.copyOf(parts);
    }

    /** The first session description. */
    public Optional<BodyPart> sdp() {
        return parts.stream().filter(part -> part.contentType().equals(SDP)).findFirst();
    }

    /** The first part of a metadata type, else the first that is called a recording session by its disposition. */
    public Optional<BodyPart> metadata() {
        return parts.stream()
                .filter(part -> METADATA_TYPES.contains(part.contentType()))
                .findFirst()
                .or(() -> parts.stream()
                        .filter(part -> "recording-session".equals(part.disposition()))
                        .filter(part -> !part.contentType().equals(SDP))
                        .findFirst());
    }
}
