package org.callvault.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.callvault.config.output.Output;
import org.callvault.config.output.Output.Dtmf;
import org.callvault.config.output.Output.Format;
import org.callvault.config.output.Output.Parties;
import org.callvault.config.output.Outputs;

/** Reads what is made of recordings: {@code recording.output}, and what trunks say otherwise. */
final class OutputReader {
    private static final String PATH = "recording.output";
    private static final int LEAST_BITRATE = 6000;
    private static final int MOST_BITRATE = 128_000;

    private final Config config;
    private final List<String> problems;

    OutputReader(Config config, List<String> problems) {
        this.config = config;
        this.problems = problems;
    }

    Outputs read() {
        try {
            Config common = config.getConfig(PATH);
            Map<String, Output> byTrunk = new HashMap<>();
            for (Config trunk : config.getConfigList("trunks")) {
                if (trunk.hasPath("output") && trunk.hasPath("name")) {
                    String name = trunk.getString("name");
                    Config said = trunk.getConfig("output").withFallback(common);
                    byTrunk.put(name, output("callvault.trunks: output of " + name, said, common));
                }
            }
            return new Outputs(output("callvault." + PATH, common, common), byTrunk);
        } catch (ConfigException e) {
            problems.add("callvault." + PATH + " has the wrong form: " + e.getMessage());
            return Outputs.DEFAULT;
        }
    }

    private Output output(String where, Config of, Config known) {
        for (String key : of.root().keySet()) {
            if (!known.hasPathOrNull(key)) {
                problems.add(where + ": " + key + " is no setting of it; recording.output lists all");
            }
        }
        return new Output(
                formats(where, of),
                word(where, "parties", of.getString("parties"), Parties.class, Parties.TOGETHER),
                of.getBoolean("mixed"),
                bitrate(where, of.getInt("opus-bitrate")),
                word(where, "dtmf", of.getString("dtmf"), Dtmf.class, Dtmf.KEEP));
    }

    private List<Format> formats(String where, Config of) {
        List<Format> formats = new ArrayList<>();
        for (String text : of.getStringList("formats")) {
            Format format = word(where, "formats", text, Format.class, Format.WAV);
            if (!formats.contains(format)) {
                formats.add(format);
            }
        }
        if (formats.isEmpty()) {
            problems.add(where + ": formats names none: give one or more of wav, flac, opus");
            formats.add(Format.WAV);
        }
        return formats;
    }

    private int bitrate(String where, int value) {
        if (value < LEAST_BITRATE || value > MOST_BITRATE) {
            problems.add(where + ": opus-bitrate=" + value + " must be between " + LEAST_BITRATE + " and "
                    + MOST_BITRATE + " bits a second");
        }
        return Math.clamp(value, LEAST_BITRATE, MOST_BITRATE);
    }

    private <E extends Enum<E>> E word(String where, String key, String text, Class<E> type, E otherwise) {
        List<String> words = new ArrayList<>();
        for (E each : type.getEnumConstants()) {
            String word = each.name().toLowerCase(Locale.ROOT);
            if (word.equals(text.toLowerCase(Locale.ROOT))) {
                return each;
            }
            words.add(word);
        }
        problems.add(where + ": " + key + "=" + text + " must be one of " + String.join(", ", words));
        return otherwise;
    }
}
