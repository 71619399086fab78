package org.callvault.recording.retention;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.callvault.recording.RecordingId;
import org.callvault.recording.catalog.Criterion;
import org.callvault.recording.catalog.SearchFilter;

/** Which recordings something is about. */
public sealed interface Target {
    /** This one. */
    record One(RecordingId id) implements Target {}

    /** All that are found so now. */
    record Found(SearchFilter filter) implements Target {}

    /** Those that a telephone number took part in; digits as {@code PhoneNumber.searched} gives them. */
    record Phone(String digits) implements Target {}

    /** Those that somebody took part in, by a part of an address or name. */
    record Participant(String part) implements Target {}

    /** What an approval remembers. */
    default JsonNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        return switch (this) {
            case One one -> json.put("recording", one.id().value());
            case Phone number -> json.put("number", number.digits());
            case Participant participant -> json.put("participant", participant.part());
            case Found _ -> throw new IllegalArgumentException("a search is not remembered");
        };
    }

    static Target of(JsonNode json) {
        if (json.has("recording")) {
            return new One(new RecordingId(json.get("recording").asText()));
        }
        return json.has("number")
                ? new Phone(json.get("number").asText())
                : new Participant(json.path("participant").asText());
    }

    /** As a search; of one, nothing that a search could say. */
    default SearchFilter filter() {
        return switch (this) {
            case One _ -> SearchFilter.NONE;
            case Found found -> found.filter();
            case Phone number -> SearchFilter.of(new Criterion.PhoneDigits(number.digits()));
            case Participant participant -> SearchFilter.of(new Criterion.Participant(participant.part()));
        };
    }
}
