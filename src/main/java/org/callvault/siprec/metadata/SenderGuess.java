package org.callvault.siprec.metadata;

import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;

/** Matches participants to streams where a document says of nobody what it sends. */
final class SenderGuess {
    /** Numbers by value, then anything else by its characters. */
    private static final Comparator<String> LABEL_ORDER = Comparator.comparing((String label) -> !isNumber(label))
            .thenComparing(label -> isNumber(label) ? withoutZeros(label).length() : 0)
            .thenComparing(label -> isNumber(label) ? withoutZeros(label) : label);

    private SenderGuess() {}

    /** As many streams as participants: one each, in the order of the labels. One stream: it mixes all. Else nothing. */
    static boolean apply(Collection<ParticipantDraft> participants, List<MetadataStream> streams) {
        if (participants.isEmpty()) {
            return false;
        }
        if (streams.size() == 1) {
            participants.forEach(
                    participant -> participant.sends.add(streams.getFirst().id()));
            return true;
        }
        if (streams.size() != participants.size()) {
            return false;
        }
        Iterator<MetadataStream> ordered = streams.stream()
                .sorted(Comparator.comparing(MetadataStream::label, Comparator.nullsLast(LABEL_ORDER)))
                .iterator();
        participants.forEach(participant -> participant.sends.add(ordered.next().id()));
        return true;
    }

    private static boolean isNumber(String label) {
        return !label.isEmpty() && label.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static String withoutZeros(String number) {
        return number.replaceFirst("^0+(?=.)", "");
    }
}
