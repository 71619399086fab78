package org.callvault.recording.catalog;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.callvault.recording.catalog.Criterion.Agent;
import org.callvault.recording.catalog.Criterion.AtLeast;
import org.callvault.recording.catalog.Criterion.AtMost;
import org.callvault.recording.catalog.Criterion.Before;
import org.callvault.recording.catalog.Criterion.From;
import org.callvault.recording.catalog.Criterion.Identifier;
import org.callvault.recording.catalog.Criterion.InState;
import org.callvault.recording.catalog.Criterion.PhoneDigits;
import org.callvault.recording.catalog.Criterion.Trunk;
import org.callvault.recording.catalog.Criterion.Words;

/** One search of each kind, and those that are hard: what is rare, what is common, and both together. */
final class BenchmarkSearches {
    private static final int LIMIT = 50;

    private final GeneratedCalls calls;
    private final int rows;
    private final Map<String, PageRequest> searches = new LinkedHashMap<>();

    private BenchmarkSearches(int rows) {
        this.calls = new GeneratedCalls(rows);
        this.rows = rows;
    }

    static Map<String, PageRequest> of(int rows) {
        BenchmarkSearches all = new BenchmarkSearches(rows);
        all.simple();
        all.words();
        all.combined();
        return all.searches;
    }

    /** Those that nothing but the text of a call is needed for. */
    static Map<String, PageRequest> inText(int rows) {
        BenchmarkSearches all = new BenchmarkSearches(rows);
        all.words();
        return all.searches;
    }

    private void simple() {
        CatalogEntry middle = calls.call(rows / 2);
        String digits = PhoneNumber.digits(
                        String.valueOf(middle.participants().getFirst().aor()))
                .orElseThrow();
        add("newest");
        searches.put("page from the middle on", new PageRequest(LIMIT, Optional.of(cursor(middle)), SearchFilter.NONE));
        add("an hour two years ago", new From(at(365)), new Before(at(365).plus(1, ChronoUnit.HOURS)));
        add("number", new PhoneDigits(digits));
        add("last 7 digits of a number", new PhoneDigits(digits.substring(digits.length() - 7)));
        add("last 3 digits of a number", new PhoneDigits(digits.substring(digits.length() - 3)));
        add("number of nobody", new PhoneDigits("4912345"));
        add("busiest agent", new Agent(GeneratedCalls.agentName(0)));
        add("agent", new Agent(GeneratedCalls.agentName(GeneratedCalls.AGENTS / 2)));
        add("vendor call id", new Identifier(middle.identifiers().getFirst().value()));
        add("Call-ID", new Identifier(middle.callId()));
        add("largest trunk", new Trunk("frankfurt"));
        add("trunk of few calls", new Trunk(GeneratedCalls.RARE_TRUNK));
        add("trunk of no calls", new Trunk("nowhere"));
        add("complete", new InState(Set.of(RecordingState.COMPLETE)));
        add("failed or interrupted", new InState(Set.of(RecordingState.FAILED, RecordingState.INTERRUPTED)));
        add("of 3 hours and more", new AtLeast(Duration.ofHours(3)));
        add("of 2 to 3 minutes", new AtLeast(Duration.ofMinutes(2)), new AtMost(Duration.ofMinutes(3)));
    }

    private void words() {
        add("participant by part of a name", new Criterion.Participant("zimmerhauser"));
        add("participant by part of a number", new Criterion.Participant("4711"));
        add("participant who is nobody", new Criterion.Participant("rumpelstilz"));
        add("one word", words("zimmerhauser"));
        add("two words", words("olga", "zimmerhauser"));
        add("a word of every call", words("recorder"));
        add("a word of no call", words("rumpelstilz"));
        add("two letters of many calls", words("ol"));
        add("two letters of many calls, in the middle of words", words("ns"));
        add("two letters of no call", words("qx"));
        add("one letter of many calls", words("z"));
        add("one letter of no call", words("y"));
        add("two words of two letters", words("ol", "zi"));
        add("participant by two letters of no call", new Criterion.Participant("qx"));
    }

    private void combined() {
        add("agent in a month", new Agent(GeneratedCalls.agentName(7)), new From(at(400)), new Before(at(430)));
        add("trunk in an old week", new Trunk("vienna"), new From(at(60)), new Before(at(67)));
        add("trunk, failed", new Trunk("frankfurt"), new InState(Set.of(RecordingState.FAILED)));
        add("trunk, 3 hours and more", new Trunk("dublin"), new AtLeast(Duration.ofHours(3)));
        add(
                "last 3 digits of a number and an agent",
                new PhoneDigits("471"),
                new Agent(GeneratedCalls.agentName(4321)));
        add("largest trunk and a word", new Trunk("frankfurt"), words("zimmerhauser"));
        add("old month and a word", new From(at(30)), new Before(at(60)), words("zimmerhauser"));
        add("old month and two letters of no call", new From(at(30)), new Before(at(60)), words("qx"));
        add(
                "all at once",
                new From(at(200)),
                new Before(at(700)),
                new Trunk("paris"),
                new InState(Set.of(RecordingState.COMPLETE)),
                new AtLeast(Duration.ofMinutes(1)),
                new Agent(GeneratedCalls.agentName(11)),
                words("olga"));
    }

    private static Words words(String... words) {
        return new Words(List.of(words));
    }

    private static Instant at(int day) {
        return GeneratedCalls.BEGIN.plus(day, ChronoUnit.DAYS).plus(9, ChronoUnit.HOURS);
    }

    private static PageCursor cursor(CatalogEntry entry) {
        return new PageCursor(entry.startedAt(), entry.id());
    }

    private void add(String name, Criterion... criteria) {
        searches.put(name, new PageRequest(LIMIT, Optional.empty(), SearchFilter.of(criteria)));
    }
}
