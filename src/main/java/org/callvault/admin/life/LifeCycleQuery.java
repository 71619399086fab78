package org.callvault.admin.life;

import akka.http.javadsl.model.HttpEntity;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.callvault.admin.http.Json;
import org.callvault.recording.RecordingId;
import org.callvault.recording.catalog.PhoneNumber;
import org.callvault.recording.retention.Order;
import org.callvault.recording.retention.RetentionTimes;
import org.callvault.recording.retention.Target;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants of recordings, as JSON says it. Who that is stands in {@code actor} or in the header
 * {@code X-Callvault-Actor}; nobody checks it yet.
 *
 * @param decision "approve" or "refuse"
 */
record LifeCycleQuery(
        @JsonProperty("actor") @Nullable String actor,
        @JsonProperty("reason") @Nullable String reason,
        @JsonProperty("label") @Nullable String givenLabel,
        @JsonProperty("until") @Nullable String givenUntil,
        @JsonProperty("recording") @Nullable String recording,
        @JsonProperty("number") @Nullable String number,
        @JsonProperty("participant") @Nullable String participant,
        @JsonProperty("decision") @Nullable String decision,
        @JsonProperty("search") @Nullable Map<String, String> givenSearch) {
    private static final String ACTOR = "X-Callvault-Actor";
    private static final int LEAST_PART = 3;

    /** A request that says nothing usable; the message tells the client what it may say. */
    static final class Unusable extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unusable(String detail) {
            super(detail);
        }

        Unusable(String detail, Throwable cause) {
            super(detail, cause);
        }
    }

    /** From the body, which is in memory. */
    static LifeCycleQuery body(HttpRequest request) {
        try {
            byte[] json = request.entity() instanceof HttpEntity.Strict strict
                    ? strict.getData().toArray()
                    : new byte[0];
            return Json.read(json, LifeCycleQuery.class).by(request);
        } catch (IOException e) {
            throw new Unusable(
                    "the body is a JSON object with members of actor, reason, label, until, recording, number,"
                            + " participant, decision and search, all text but the last, which is an object of text",
                    e);
        }
    }

    /** From the query of a request that has no body. */
    static LifeCycleQuery query(HttpRequest request) {
        Map<String, String> asked = request.getUri().query().toMap();
        return new LifeCycleQuery(asked.get("actor"), asked.get("reason"), null, null, null, null, null, null, null)
                .by(request);
    }

    private LifeCycleQuery by(HttpRequest request) {
        if (actor != null) {
            return this;
        }
        String named = request.getHeader(ACTOR).map(HttpHeader::value).orElse(null);
        return new LifeCycleQuery(
                named, reason, givenLabel, givenUntil, recording, number, participant, decision, givenSearch);
    }

    Order order() {
        try {
            return new Order(given(actor, "actor, or the header " + ACTOR + ","), given(reason, "reason"));
        } catch (IllegalArgumentException e) {
            throw new Unusable(String.valueOf(e.getMessage()), e);
        }
    }

    String label() {
        String label = given(givenLabel, "label").strip();
        if (!label.matches("[\\p{L}\\p{N}][\\p{L}\\p{N} ._-]{0,63}")) {
            throw new Unusable("label is 1 to 64 letters, digits, spaces, dots and hyphens");
        }
        return label;
    }

    Optional<Instant> until() {
        try {
            return RetentionTimes.parse(given(givenUntil, "until"));
        } catch (IllegalArgumentException e) {
            throw new Unusable(String.valueOf(e.getMessage()), e);
        }
    }

    boolean agreed() {
        return switch (given(decision, "decision")) {
            case "approve" -> true;
            case "refuse" -> false;
            default -> throw new Unusable("decision is approve or refuse");
        };
    }

    Map<String, String> search() {
        if (givenSearch == null || givenSearch.isEmpty()) {
            throw new Unusable("search is an object with at least one of the parameters that recordings are found by");
        }
        return givenSearch;
    }

    /** Whose recordings are to be erased. */
    Target whom() {
        if (recording != null && number == null && participant == null) {
            return one(recording);
        }
        if (number != null && recording == null && participant == null) {
            return new Target.Phone(PhoneNumber.searched(number)
                    .orElseThrow(() -> new Unusable("number is a telephone number, or its last digits")));
        }
        if (participant != null && recording == null && number == null) {
            String part = participant.strip();
            if (part.length() < LEAST_PART || part.length() > 255) {
                throw new Unusable("participant is part of an address or name, 3 to 255 characters of it");
            }
            return new Target.Participant(part);
        }
        throw new Unusable("an erasure names one of recording, number and participant");
    }

    private static Target one(String recording) {
        try {
            return new Target.One(new RecordingId(recording));
        } catch (IllegalArgumentException e) {
            throw new Unusable("recording is an id, a UUID in lower case", e);
        }
    }

    private static String given(@Nullable String value, String name) {
        if (value == null) {
            throw new Unusable(name + " is missing");
        }
        return value;
    }
}
