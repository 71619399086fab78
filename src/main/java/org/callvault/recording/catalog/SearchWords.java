package org.callvault.recording.catalog;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.callvault.recording.CallIdentifier;

/** What a recording is found by, made of what is known of it. */
final class SearchWords {
    static final String NUMBER = "number";
    static final String AGENT = "agent";
    static final String CALL_ID = "call-id";

    /** Set apart from what other systems call the call: these are of people, and in a form of their own. */
    static final Set<String> OF_PEOPLE = Set.of(NUMBER, AGENT);

    private static final Set<String> NUMBERS = Set.of("caller-original", "calling-party", "p-asserted-identity");
    private static final int LONGEST = 4000;
    private static final String LINE = "\n";

    /** Between participants and the rest. */
    private static final String REST = "\t";

    private SearchWords() {}

    /** What is looked for in full, or from its beginning. Numbers stand from their last digit on. */
    static Set<CallIdentifier> identifiers(CatalogEntry entry) {
        Set<CallIdentifier> found = new LinkedHashSet<>();
        if (!entry.callId().isEmpty()) {
            add(found, CALL_ID, entry.callId());
        }
        for (CallIdentifier each : entry.identifiers()) {
            if (each.kind().equals(AGENT)) {
                add(found, AGENT, lower(each.value()));
            } else {
                add(found, each.kind(), each.value());
            }
            if (NUMBERS.contains(each.kind())) {
                PhoneNumber.digits(each.value()).ifPresent(digits -> add(found, NUMBER, reversed(digits)));
            }
        }
        addresses(entry).forEach(address -> {
            PhoneNumber.user(address).ifPresent(user -> add(found, AGENT, lower(user)));
            PhoneNumber.digits(address).ifPresent(digits -> add(found, NUMBER, reversed(digits)));
        });
        return found;
    }

    private static void add(Set<CallIdentifier> found, String kind, String value) {
        found.add(new CallIdentifier(kind, value.replace('\0', '\uFFFD')));
    }

    private static Stream<String> addresses(CatalogEntry entry) {
        return entry.participants().stream().flatMap(participant -> Stream.ofNullable(participant.aor()));
    }

    static String reversed(String digits) {
        return new StringBuilder(digits).reverse().toString();
    }

    /** What parts are looked for in: participants first, then names of trunk, SRC and node, flags and identifiers. */
    static String text(CatalogEntry entry) {
        String people = entry.participants().stream()
                .flatMap(participant -> Stream.of(participant.aor(), participant.name()))
                .flatMap(Stream::ofNullable)
                .map(SearchWords::line)
                .distinct()
                .collect(Collectors.joining(LINE));
        String rest = Stream.of(
                        Stream.ofNullable(entry.trunk()),
                        Stream.of(entry.peer(), entry.node()),
                        Stream.ofNullable(entry.endReason()),
                        entry.flags().stream(),
                        entry.identifiers().stream().map(CallIdentifier::value))
                .flatMap(part -> part)
                .map(SearchWords::line)
                .distinct()
                .collect(Collectors.joining(LINE));
        return cut(cut(people, LONGEST - 1) + REST + rest, LONGEST);
    }

    private static String line(String text) {
        return lower(text).replaceAll("\\p{Cntrl}+", " ").strip();
    }

    private static String cut(String text, int longest) {
        return text.length() > longest ? text.substring(0, longest) : text;
    }

    static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
