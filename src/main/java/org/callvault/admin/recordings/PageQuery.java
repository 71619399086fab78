package org.callvault.admin.recordings;

import akka.http.javadsl.model.Query;
import akka.japi.Pair;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.callvault.recording.catalog.Criterion;
import org.callvault.recording.catalog.SearchFilter;

/** Which page a client asks for: {@code ?limit=50&cursor=...} and the criteria of {@link CriterionQuery}. */
sealed interface PageQuery {
    int DEFAULT_LIMIT = 50;
    int MAX_LIMIT = 200;
    String LIMIT = "limit";
    String CURSOR = "cursor";
    Pattern NUMBER = Pattern.compile("[0-9]{1,4}");

    /**
     * A page that can be asked for.
     *
     * @param limit 1 to {@value #MAX_LIMIT}
     * @param search the criteria as they were asked, encoded for a URL
     */
    record Wanted(int limit, Optional<String> cursor, SearchFilter filter, String search) implements PageQuery {}

    record Malformed(String detail) implements PageQuery {}

    static PageQuery of(Query query) {
        Map<String, String> asked = new HashMap<>();
        for (Pair<String, String> parameter : query.toList()) {
            if (asked.put(parameter.first(), parameter.second()) != null) {
                return new Malformed(parameter.first() + " is asked twice");
            }
        }
        String limit = asked.getOrDefault(LIMIT, String.valueOf(DEFAULT_LIMIT));
        if (!NUMBER.matcher(limit).matches() || Integer.parseInt(limit) < 1 || Integer.parseInt(limit) > MAX_LIMIT) {
            return new Malformed("limit is a number from 1 to " + MAX_LIMIT);
        }
        Optional<String> cursor = Optional.ofNullable(asked.remove(CURSOR));
        asked.remove(LIMIT);
        try {
            List<Criterion> criteria = new ArrayList<>();
            asked.forEach((name, value) -> criteria.add(CriterionQuery.of(name, value)));
            SearchFilter filter = CriterionQuery.together(criteria);
            return new Wanted(Integer.parseInt(limit), cursor, filter, encoded(asked));
        } catch (CriterionQuery.Unusable e) {
            return new Malformed(e.getMessage());
        }
    }

    private static String encoded(Map<String, String> asked) {
        return asked.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(each -> "&" + each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining());
    }
}
