package org.callvault.admin;

import akka.http.javadsl.model.Query;
import java.util.Optional;
import java.util.regex.Pattern;
import org.callvault.recording.catalog.SearchFilter;

/** Which page a client asks for: {@code ?limit=50&cursor=...&identifier=...&participant=...}. */
sealed interface PageQuery {
    int DEFAULT_LIMIT = 50;
    int MAX_LIMIT = 200;
    Pattern NUMBER = Pattern.compile("[0-9]{1,4}");

    /** A page that can be asked for; limit is 1 to {@value #MAX_LIMIT}. */
    record Wanted(int limit, Optional<String> cursor, SearchFilter filter) implements PageQuery {}

    record Malformed(String detail) implements PageQuery {}

    static PageQuery of(Query query) {
        String limit = query.getOrElse("limit", String.valueOf(DEFAULT_LIMIT));
        if (!NUMBER.matcher(limit).matches() || Integer.parseInt(limit) < 1 || Integer.parseInt(limit) > MAX_LIMIT) {
            return new Malformed("limit is a number from 1 to " + MAX_LIMIT);
        }
        return new Wanted(
                Integer.parseInt(limit),
                query.get("cursor"),
                new SearchFilter(query.get("identifier"), query.get("participant")));
    }
}
