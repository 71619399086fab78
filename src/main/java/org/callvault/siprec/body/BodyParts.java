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

    /**
     * Whether all that must be understood is (RFC 3261, 8.2.3 and 20.11): a part of another type is passed over unless it
     * says that it is required, or is all that there is and does not say that it is optional.
     */
    public boolean understood() {
        boolean useless = sdp().isEmpty() && metadata().isEmpty();
        return parts.stream()
                .filter(part -> !part.contentType().equals(SDP) && !METADATA_TYPES.contains(part.contentType()))
                .filter(part -> !"recording-session".equals(part.disposition()))
                .allMatch(part -> useless ? "optional".equals(part.handling()) : !"required".equals(part.handling()));
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
