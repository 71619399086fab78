package org.callvault.recording.catalog;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.callvault.recording.CallIdentifier;
import org.jspecify.annotations.Nullable;

/** A request for a page as SQL: standard, so that every database reads the same text. */
final class SearchSql {
    private static final String OF_PEOPLE = "'" + String.join("', '", new TreeSet<>(SearchWords.OF_PEOPLE)) + "'";

    private final List<String> conditions = new ArrayList<>();
    private final Map<String, @Nullable Object> values = new LinkedHashMap<>();

    private SearchSql() {}

    static SearchSql of(PageRequest request) {
        SearchSql sql = new SearchSql();
        request.filter().criteria().forEach(sql::add);
        request.cursor().ifPresent(sql::after);
        // One more than asked for tells whether there is a next page.
        sql.values.put("limit", request.limit() + 1);
        return sql;
    }

    String text() {
        String where = conditions.isEmpty() ? "" : "WHERE " + String.join(" AND ", conditions) + " ";
        return "SELECT * FROM recording " + where + "ORDER BY started_at DESC, id DESC LIMIT :limit";
    }

    /** By the names in the text. */
    Map<String, @Nullable Object> values() {
        return values;
    }

    private void add(Criterion criterion) {
        switch (criterion) {
            case Criterion.From from -> conditions.add("started_at >= " + value(CatalogRow.time(from.at())));
            case Criterion.Before before -> conditions.add("started_at < " + value(CatalogRow.time(before.at())));
            case Criterion.PhoneDigits number ->
                identified("kind = 'number' AND text LIKE "
                        + value(escaped(SearchWords.reversed(number.digits())) + "%") + " ESCAPE '!'");
            case Criterion.Agent agent ->
                identified("kind = 'agent' AND text = " + value(key(SearchWords.lower(agent.name()))));
            case Criterion.Identifier identifier ->
                identified("text = " + value(key(identifier.value())) + " AND kind NOT IN (" + OF_PEOPLE + ")");
            // What comes before the tab are participants.
            case Criterion.Participant participant -> like("%" + escaped(participant.part()) + "%\t%");
            case Criterion.Words words -> words.words().forEach(word -> like("%" + escaped(word) + "%"));
            case Criterion.Trunk trunk -> conditions.add("trunk = " + value(trunk.name()));
            case Criterion.InState state -> inState(state.states());
            case Criterion.AtLeast least ->
                conditions.add("duration_ms >= " + value(least.duration().toMillis()));
            case Criterion.AtMost most ->
                conditions.add("duration_ms <= " + value(most.duration().toMillis()));
        }
    }

    private void inState(Set<RecordingState> states) {
        List<String> names =
                states.stream().sorted().map(CatalogRow::state).map(this::value).toList();
        conditions.add(
                names.size() == 1 ? "state = " + names.getFirst() : "state IN (" + String.join(", ", names) + ")");
    }

    private void identified(String condition) {
        conditions.add("id IN (SELECT recording_id FROM recording_identifier WHERE " + condition + ")");
    }

    private void like(String pattern) {
        conditions.add("words LIKE " + value(pattern) + " ESCAPE '!'");
    }

    private void after(PageCursor cursor) {
        String at = value(CatalogRow.time(cursor.startedAt()));
        // The first half is an index's bound, which the second alone would not be everywhere.
        conditions.add("started_at <= " + at + " AND (started_at < " + at + " OR id < "
                + value(cursor.id().value()) + ")");
    }

    private String value(@Nullable Object value) {
        String name = "v" + values.size();
        // PostgreSQL's text holds no NUL, and refuses to be asked for one.
        values.put(name, value instanceof String text ? text.replace('\0', '\uFFFD') : value);
        return ":" + name;
    }

    /** As rows hold it. */
    private static String key(String text) {
        return new CallIdentifier("", text).value();
    }

    private static String escaped(String text) {
        return SearchWords.lower(text).replace("!", "!!").replace("%", "!%").replace("_", "!_");
    }
}
