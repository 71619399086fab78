package org.callvault.siprec.body;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One part of a body, or the whole of a body that has no parts.
 *
 * @param contentType in lower case, without parameters; {@code text/plain} where the part says nothing
 * @param parameters of the content type; names in lower case
 * @param disposition such as {@code recording-session}, in lower case, without parameters
 * @param handling {@code required} or {@code optional} where the part says so (RFC 3261, 20.11), in lower case
 * @param content byte-exact, base64 decoded where the part says so
 */
public record BodyPart(
        String contentType,
        Map<String, String> parameters,
        @Nullable String disposition,
        @Nullable String handling,
        byte[] content) {
    public BodyPart {
        parameters = Map.copyOf(parameters);
    }

    /** Sizes only: bodies hold keys and names. */
    @Override
    public String toString() {
        return "BodyPart[" + contentType + ", " + content.length + " bytes]";
    }
}
