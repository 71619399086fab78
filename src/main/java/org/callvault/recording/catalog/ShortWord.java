package org.callvault.recording.catalog;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What is asked for and too short for an index of trigrams to find inside of words: such text is found where a word begins.
 * There it has trigrams: pg_trgm pads the beginning of a word with two blanks, so that "li" has "  l" and " li".
 */
final class ShortWord {
    /**
     * What has a trigram wherever it stands: three letters in a row, or fewer beside an end of their word. As pg_trgm's, a
     * word is of letters and digits.
     */
    private static final Pattern INDEXED =
            Pattern.compile("[\\p{L}\\p{N}]{3}|[\\p{L}\\p{N}]{2}[^\\p{L}\\p{N}]|[^\\p{L}\\p{N}][\\p{L}\\p{N}]");

    private static final Pattern LETTER = Pattern.compile("[\\p{L}\\p{N}]");
    private static final Pattern SPECIAL = Pattern.compile("[^\\p{L}\\p{N}]");

    /**
     * The beginning of a word as a regular expression, the same for both databases. pg_trgm looks through a bracket of few
     * characters only, so these are several.
     */
    private static final String BEGINNING = "(^|[ \n\t:]|[@.+-]|[\"'/;]|[_=(<]|[,&!?]|[*#~|]|[%$)>]|[\\[\\]{}])";

    /** In regular expressions pg_trgm knows no characters from here on. */
    private static final int FIRST_UNKNOWN = 0x800;

    /** Where names and addresses begin, for text of such characters: each is a condition of its own, so they are few. */
    private static final List<String> BEGINNINGS = List.of("", "%\n", "% ", "%:");

    private ShortWord() {}

    /** Whether an index finds it only at the beginning of a word. What has no letter is in no index at all. */
    static boolean is(String text) {
        return LETTER.matcher(text).find() && !INDEXED.matcher(text).find();
    }

    /** Whether {@link #expression} finds it through an index; else {@link #patterns} do. */
    static boolean hasExpression(String text) {
        return text.codePoints().allMatch(each -> each < FIRST_UNKNOWN);
    }

    static String expression(String text) {
        return BEGINNING + SPECIAL.matcher(text).replaceAll("\\\\$0");
    }

    /** For LIKE, without what follows the word. */
    static Stream<String> patterns(String escaped) {
        return BEGINNINGS.stream().map(beginning -> beginning + escaped);
    }
}
