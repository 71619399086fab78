package org.callvault.recording.catalog;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.callvault.recording.CallIdentifier;
import org.jspecify.annotations.Nullable;

/** A request for a page as SQL, of which every database reads the same text: standard, but for an operator. */
final class SearchSql {
    private static final String OF_PEOPLE = "'" + String.join("', '", new TreeSet<>(SearchWords.OF_PEOPLE)) + "'";

    private final List<String> joins = new ArrayList<>();
    private final List<String> conditions = new ArrayList<>();
    /** On when a recording began, for tables that know it too: {@code started_at} stands without a table. */
    private final List<String> times = new ArrayList<>();

    private final Map<String, @Nullable Object> values = new LinkedHashMap<>();

    /** Columns that are the same in all rows. */
    private final List<String> constants = new ArrayList<>();

    private SearchSql() {}

    static SearchSql of(PageRequest request) {
        SearchSql sql = new SearchSql();
        request.cursor().ifPresent(sql::after);
        request.filter().criteria().forEach(sql::addTime);
        request.filter().criteria().forEach(sql::add);
        // One more than asked for tells whether there is a next page.
        sql.values.put("limit", request.limit() + 1);
        return sql;
    }

    String text() {
        times.forEach(time -> conditions.add("recording." + time));
        // With it H2 sees that an index has the order too; of two no index has both.
        String order = constants.size() == 1 ? constants.getFirst() : "";
        String where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
        return "SELECT recording.* FROM recording" + String.join("", joins) + where + " ORDER BY " + order
                + "recording.started_at DESC, recording.id DESC LIMIT :limit";
    }

    /** By the names in the text. */
    Map<String, @Nullable Object> values() {
        return values;
    }

    private void addTime(Criterion criterion) {
        if (criterion instanceof Criterion.From from) {
            times.add("started_at >= " + value(CatalogRow.time(from.at())));
        } else if (criterion instanceof Criterion.Before before) {
            times.add("started_at < " + value(CatalogRow.time(before.at())));
        }
    }

    private void add(Criterion criterion) {
        switch (criterion) {
            case Criterion.From _, Criterion.Before _ -> {
                // They bound what each table is searched for.
            }
            case Criterion.PhoneDigits number -> number(SearchWords.reversed(number.digits()));
            case Criterion.Agent agent -> agent(value(key(SearchWords.lower(agent.name()))));
            case Criterion.Identifier identifier ->
                identified("text = " + value(key(identifier.value())) + " AND kind NOT IN (" + OF_PEOPLE + ")");
            case Criterion.Participant participant -> inText(participant.part(), true);
            case Criterion.Words words -> words.words().forEach(word -> inText(word, false));
            case Criterion.Trunk trunk -> {
                conditions.add("trunk = " + value(trunk.name()));
                constants.add("recording.trunk, ");
            }
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
        if (names.size() == 1) {
            conditions.add("state = " + names.getFirst());
            constants.add("recording.state, ");
        } else {
            conditions.add("state IN (" + String.join(", ", names) + ")");
        }
    }

    /** What begins with these digits, as bounds: every database has an index for those, and not for a LIKE of parameters. */
    private void number(String beginning) {
        int last = beginning.length() - 1;
        String after = beginning.substring(0, last) + (char) (beginning.charAt(last) + 1);
        identified("kind = 'number' AND text >= " + value(beginning) + " AND text < " + value(after));
    }

    /** One row a recording at most, and an index has them in the order of pages. */
    private void agent(String name) {
        String table = "i" + joins.size();
        joins.add(" JOIN recording_identifier " + table + " ON " + same(table) + " AND " + table
                + ".kind = 'agent' AND " + table + ".text = " + name + times(table + "."));
    }

    /** Perhaps several rows a recording, and in another order: sorted before recordings themselves are looked at. */
    private void identified(String condition) {
        String table = "i" + joins.size();
        joins.add(" JOIN (SELECT DISTINCT started_at, recording_id FROM recording_identifier WHERE " + condition
                + times("") + " ORDER BY started_at DESC, recording_id DESC) " + table + " ON " + same(table));
    }

    /** The time too: so a database knows that the order of the one is that of the other. */
    private static String same(String table) {
        return table + ".recording_id = recording.id AND " + table + ".started_at = recording.started_at";
    }

    private String times(String table) {
        StringBuilder text = new StringBuilder();
        times.forEach(time -> text.append(" AND ").append(table).append(time));
        return text.toString();
    }

    /** @param ofPeople whether only participants are looked at: what comes before the tab */
    private void inText(String asked, boolean ofPeople) {
        String text = SearchWords.lower(asked);
        String rest = ofPeople ? "%\t%" : "%";
        if (!ShortWord.is(text)) {
            conditions.add(like("%" + escaped(text) + rest));
        } else if (ShortWord.hasExpression(text)) {
            conditions.add("words ~ " + value(ShortWord.expression(text) + (ofPeople ? "[^\t]*\t" : "")));
        } else {
            conditions.add(ShortWord.patterns(escaped(text))
                    .map(pattern -> like(pattern + rest))
                    .collect(Collectors.joining(" OR ", "(", ")")));
        }
    }

    private String like(String pattern) {
        return "words LIKE " + value(pattern) + " ESCAPE '!'";
    }

    private void after(PageCursor cursor) {
        String at = value(CatalogRow.time(cursor.startedAt()));
        // The first half is an index's bound, which the second alone would not be everywhere.
        times.add("started_at <= " + at);
        conditions.add("(recording.started_at < " + at + " OR recording.id < "
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
        return text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
    }
}
