package org.callvault.recording.catalog;

import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.callvault.recording.CallIdentifier;
import org.callvault.recording.RecordingDescription.Participant;
import org.callvault.recording.RecordingId;

/**
 * The calls of a contact centre over three years, the same ones each time: most in office hours, callers that call again,
 * a few large trunks and many small ones, most calls of some minutes and few of hours.
 */
final class GeneratedCalls {
    static final Instant BEGIN = Instant.parse("2023-01-01T00:00:00Z");
    static final int DAYS = 3 * 365;
    static final int AGENTS = 5_000;

    /** Callers for each hundred calls. */
    private static final int CALLERS_PERCENT = 20;

    /** One trunk that hardly anybody uses stands for all that a planner cannot know. */
    static final String RARE_TRUNK = "laboratory";

    private static final List<String> TRUNKS =
            List.of("frankfurt", "paris", "london", "madrid", "vienna", "warsaw", "oslo", "dublin");
    private static final List<String> AREAS = List.of("30", "40", "69", "89", "221", "351");
    private static final List<String> FIRST = List.of(
            "Anna", "Ben", "Clara", "David", "Eva", "Felix", "Greta", "Hugo", "Ida", "Jonas", "Karla", "Lukas", "Mia",
            "Noah", "Olga", "Paul", "Rosa", "Simon", "Thea", "Victor");
    private static final List<String> LAST_BEGIN = List.of(
            "Ander", "Berg", "Clem", "Dahl", "Eich", "Fisch", "Gross", "Hart", "Jung", "Kirch", "Lang", "Mori", "Neu",
            "Ober", "Peter", "Rot", "Schu", "Stein", "Wald", "Zimmer");
    private static final List<String> LAST_END = List.of(
            "son",
            "mann",
            "ens",
            "berg",
            "holz",
            "er",
            "hoff",
            "wig",
            "mann-Otto",
            "bacher",
            "feld",
            "ing",
            "au",
            "tz",
            "maier",
            "ler",
            "hauser",
            "rath",
            "dorf",
            "ow");

    private final int calls;

    GeneratedCalls(int calls) {
        this.calls = calls;
    }

    /** Call number 0 is the oldest. */
    CatalogEntry call(int number) {
        SplittableRandom random = new SplittableRandom(number);
        Instant startedAt = start(number, random);
        boolean live = number >= calls - 200;
        Duration lasted =
                Duration.ofMillis((long) Math.min(4 * 3_600_000.0, 180_000 * Math.exp(random.nextGaussian())));
        RecordingId id = RecordingId.next(startedAt, random);
        int agent = agent(random);
        int caller = caller(random);
        String trunk = trunk(random);
        int node = 1 + random.nextInt(4);
        RecordingState state = live ? RecordingState.RECORDING : state(random);
        return new CatalogEntry(
                id,
                hex(random, 12) + "@sbc" + node + ".example.net",
                state,
                "recorder-" + node,
                "sbc" + node + ".example.net",
                startedAt,
                live ? null : startedAt.plus(lasted),
                live ? null : lasted,
                live ? null : random.nextInt(50) == 0 ? "media-timeout" : "bye",
                List.of(
                        new Participant(
                                "p0", "sip:" + number(caller) + "@carrier.example.org;user=phone", name(caller)),
                        new Participant("p1", "sip:" + agentName(agent) + "@pbx.example.com", name(7 * agent + 3))),
                random.nextInt(200) == 0 ? List.of("silent_stream") : List.of(),
                2,
                true,
                live ? null : "2024/01/01/" + id,
                live ? null : hex(random, 32),
                trunk,
                List.of(new CallIdentifier("ucid", ucid(number))));
    }

    /** Ascending by number, with two thirds of a day's calls in its office hours. */
    Instant start(int number, RandomGenerator random) {
        double day = (double) number * DAYS / calls;
        double within = day - Math.floor(day);
        double hour = within < 1.0 / 6
                ? within * 48
                : within < 5.0 / 6 ? 8 + (within - 1.0 / 6) * 15 : 18 + (within - 5.0 / 6) * 36;
        long seconds = (long) Math.floor(day) * 86_400 + (long) (hour * 3600);
        return BEGIN.plusSeconds(seconds).plusNanos(1000L * random.nextInt(1_000_000));
    }

    private static int agent(RandomGenerator random) {
        return (int) (AGENTS * Math.pow(random.nextDouble(), 1.5));
    }

    static String agentName(int agent) {
        return "agent" + (10_000 + agent);
    }

    private int caller(RandomGenerator random) {
        return (int) (calls * (CALLERS_PERCENT / 100.0) * Math.pow(random.nextDouble(), 1.5));
    }

    static String number(int caller) {
        SplittableRandom random = new SplittableRandom(1_000_003L * caller);
        return "+49" + of(AREAS, random) + padded(random.nextInt(10_000_000), 7);
    }

    static String name(int person) {
        SplittableRandom random = new SplittableRandom(17L * person);
        return of(FIRST, random) + " " + of(LAST_BEGIN, random) + of(LAST_END, random);
    }

    static String ucid(int number) {
        return padded(100 + number % 3, 5) + padded(7L * number + 1_000_000, 15);
    }

    private static String padded(long number, int digits) {
        String text = Long.toString(number);
        return "0".repeat(digits - text.length()) + text;
    }

    /** Each has half of what the one before has. */
    private static String trunk(RandomGenerator random) {
        if (random.nextInt(500_000) == 0) {
            return RARE_TRUNK;
        }
        return TRUNKS.get(Math.min(TRUNKS.size() - 1, Integer.numberOfLeadingZeros(random.nextInt() | 1)));
    }

    private static RecordingState state(RandomGenerator random) {
        int of = random.nextInt(100_000);
        return of < 20 ? RecordingState.FAILED : of < 200 ? RecordingState.INTERRUPTED : RecordingState.COMPLETE;
    }

    private static String hex(RandomGenerator random, int bytes) {
        byte[] made = new byte[bytes];
        random.nextBytes(made);
        return HexFormat.of().formatHex(made);
    }

    private static String of(List<String> words, RandomGenerator random) {
        return words.get(random.nextInt(words.size()));
    }
}
