package org.callvault.cli.reconcile;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a CSV file (RFC 4180): a quoted field may go over several lines of text. A quote that is never closed would
 * swallow the rest of the file: where it has taken too much, its first line is given alone, and reading goes on behind it.
 */
final class CsvLines {
    private static final int MAX_CHARACTERS = 1 << 16;
    private static final int MAX_LINES = 20;

    private final Reader in;
    private final Deque<String> again = new ArrayDeque<>();
    private long next = 1;

    CsvLines(BufferedReader in) {
        this.in = in;
    }

    /**
     * A line.
     *
     * @param number where it begins, from 1
     * @param isWhole false where a quote is not closed, or it is longer than any line of call records
     */
    record Line(long number, String text, boolean isWhole) {}

    /** The next line that is not blank; empty at the end. */
    Optional<Line> read() throws IOException {
        String text = physical();
        while (text != null && text.isBlank()) {
            next++;
            text = physical();
        }
        if (text == null) {
            return Optional.empty();
        }
        long number = next++;
        if (text.length() >= MAX_CHARACTERS) {
            return Optional.of(new Line(number, text, false));
        }
        return Optional.of(hasOpenQuote(text) ? joined(number, text) : new Line(number, text, true));
    }

    private Line joined(long number, String first) throws IOException {
        Deque<String> taken = new ArrayDeque<>();
        StringBuilder all = new StringBuilder(first);
        boolean open = true;
        while (open && taken.size() < MAX_LINES && all.length() < MAX_CHARACTERS) {
            String more = physical();
            if (more == null) {
                break;
            }
            taken.add(more);
            all.append('\n').append(more);
            open ^= hasOpenQuote(more);
        }
        if (open) {
            while (!taken.isEmpty()) {
                again.addFirst(taken.removeLast());
            }
            return new Line(number, first, false);
        }
        next += taken.size();
        return new Line(number, all.toString(), true);
    }

    private static boolean hasOpenQuote(String text) {
        return text.chars().filter(character -> character == '"').count() % 2 == 1;
    }

    /** A line of text, cut where it is too long; null at the end. */
    private @Nullable String physical() throws IOException {
        if (!again.isEmpty()) {
            return again.removeFirst();
        }
        StringBuilder text = new StringBuilder();
        int character = in.read();
        if (character < 0) {
            return null;
        }
        while (character >= 0 && character != '\n') {
            if (text.length() < MAX_CHARACTERS) {
                text.append((char) character);
            }
            character = in.read();
        }
        if (!text.isEmpty() && text.charAt(text.length() - 1) == '\r') {
            text.setLength(text.length() - 1);
        }
        return text.toString();
    }
}
