package org.callvault.admin.recordings;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.callvault.recording.catalog.Criterion;
import org.callvault.recording.catalog.PhoneNumber;
import org.callvault.recording.catalog.RecordingState;
import org.callvault.recording.catalog.SearchFilter;

/** What recordings are asked for by, as parameters of a URL. */
public final class CriterionQuery {
    private static final int LONGEST = 255;
    private static final int MOST_WORDS = 8;
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    private CriterionQuery() {}

    /** A parameter that says nothing; the message tells the client what it may say. */
    public static final class Unusable extends RuntimeException {
        private Unusable(String detail) {
            super(detail);
        }

        @Override
        public String getMessage() {
            return String.valueOf(super.getMessage());
        }
    }

    public static Criterion of(String name, String value) {
        return switch (name) {
            case "from" -> new Criterion.From(instant(name, value));
            case "to" -> new Criterion.Before(instant(name, value));
            case "number" ->
                new Criterion.PhoneDigits(PhoneNumber.searched(value)
                        .orElseThrow(() -> new Unusable("number is a telephone number, or its last digits, "
                                + PhoneNumber.FEWEST + " to 32 of them")));
            case "agent" -> new Criterion.Agent(text(name, value));
            case "participant" -> new Criterion.Participant(part(name, value));
            case "identifier" -> new Criterion.Identifier(text(name, value));
            case "trunk" -> new Criterion.Trunk(text(name, value));
            case "state" -> new Criterion.InState(states(value));
            case "minDuration" -> new Criterion.AtLeast(seconds(name, value));
            case "maxDuration" -> new Criterion.AtMost(seconds(name, value));
            case "text" -> new Criterion.Words(words(name, value));
            default ->
                throw new Unusable("there is no such parameter; recordings are asked for by limit, cursor, from, to,"
                        + " number, agent, participant, identifier, trunk, state, minDuration, maxDuration and text");
        };
    }

    /** Refuses criteria that nothing can meet. */
    public static SearchFilter together(List<Criterion> criteria) {
        Optional<Instant> from = only(criteria, Criterion.From.class).map(Criterion.From::at);
        Optional<Instant> to = only(criteria, Criterion.Before.class).map(Criterion.Before::at);
        if (from.isPresent() && to.isPresent() && !from.get().isBefore(to.get())) {
            throw new Unusable("from must be before to");
        }
        Optional<Duration> least = only(criteria, Criterion.AtLeast.class).map(Criterion.AtLeast::duration);
        Optional<Duration> most = only(criteria, Criterion.AtMost.class).map(Criterion.AtMost::duration);
        if (least.isPresent() && most.isPresent() && least.get().compareTo(most.get()) > 0) {
            throw new Unusable("minDuration must not be more than maxDuration");
        }
        return new SearchFilter(criteria);
    }

    private static <T> Optional<T> only(List<Criterion> criteria, Class<T> type) {
        return criteria.stream().filter(type::isInstance).map(type::cast).findFirst();
    }

    /** A plus sign that was not encoded arrives as a space. */
    private static Instant instant(String name, String value) {
        try {
            Instant instant = OffsetDateTime.parse(value.replace(' ', '+')).toInstant();
            if (instant.isBefore(Instant.EPOCH) || instant.isAfter(LAST)) {
                throw new Unusable(name + " is a time after 1970 and before 10000");
            }
            return instant;
        } catch (DateTimeException e) {
            throw new Unusable(name + " is a time with its zone (RFC 3339), for example 2026-11-23T08:00:00Z");
        }
    }

    private static Duration seconds(String name, String value) {
        if (!SECONDS.matcher(value).matches()) {
            throw new Unusable(name + " is a number of seconds");
        }
        return Duration.ofSeconds(Long.parseLong(value));
    }

    private static String text(String name, String value) {
        String text = value.strip();
        if (text.isEmpty() || text.length() > LONGEST) {
            throw new Unusable(name + " is text of 1 to " + LONGEST + " characters");
        }
        return text;
    }

    private static List<String> words(String name, String value) {
        List<String> words = List.of(text(name, value).split("\\s+"));
        if (words.size() > MOST_WORDS) {
            throw new Unusable(name + " is up to " + MOST_WORDS + " words");
        }
        return words.stream().map(word -> part(name, word)).toList();
    }

    /** No index finds what has no letter: it would be looked for in every recording. */
    private static String part(String name, String value) {
        String part = text(name, value);
        if (part.codePoints().noneMatch(Character::isLetterOrDigit)) {
            throw new Unusable(
                    name + " needs a letter or a digit in each word; one or two of them are found where a word begins");
        }
        return part;
    }

    private static Set<RecordingState> states(String value) {
        Set<RecordingState> states = new TreeSet<>();
        for (String name : value.split(",", -1)) {
            states.add(state(name.strip()));
        }
        return states;
    }

    private static RecordingState state(String name) {
        return Stream.of(RecordingState.values())
                .filter(state -> shown(state).equals(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new Unusable("state is one or more, with commas between, of "
                        + String.join(
                                ", ",
                                Arrays.stream(RecordingState.values())
                                        .map(CriterionQuery::shown)
                                        .toList())));
    }

    private static String shown(RecordingState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
