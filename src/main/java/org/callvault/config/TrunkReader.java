package org.callvault.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.callvault.config.trunk.AddressRange;
import org.callvault.config.trunk.Trunk;
import org.callvault.config.trunk.TrunkProfile;
import org.callvault.config.trunk.TrunkProfile.AnswerStyle;
import org.callvault.config.trunk.TrunkProfile.PauseStyle;
import org.callvault.config.trunk.Trunks;

/** Reads the trunks: each is allowed, and has the defaults of {@code default-trunk} for what else it does not say. */
final class TrunkReader {
    /** Whom it matches, and what {@code OutputReader} reads. */
    private static final Set<String> OWN = Set.of("name", "addresses", "certificates", "users", "output");

    private static final Config ALLOWED = ConfigFactory.parseMap(Map.of("allow", true));

    private final Config config;
    private final List<String> problems;
    private final Set<String> names = new HashSet<>(Set.of("default"));

    TrunkReader(Config config, List<String> problems) {
        this.config = config;
        this.problems = problems;
    }

    Trunks read() {
        Config defaults = config.getConfig("default-trunk");
        List<Trunk> trunks = new ArrayList<>();
        try {
            for (Config trunk : config.getConfigList("trunks")) {
                refuseUnknown(trunk, defaults);
                trunks.add(trunk(trunk.withFallback(ALLOWED).withFallback(defaults)));
            }
            return new Trunks(trunks, profile("default", defaults));
        } catch (ConfigException e) {
            problems.add("callvault.trunks has the wrong form: " + e.getMessage());
            return Trunks.OPEN;
        }
    }

    private void refuseUnknown(Config trunk, Config defaults) {
        for (String key : trunk.root().keySet()) {
            if (!OWN.contains(key) && !defaults.hasPathOrNull(key)) {
                problems.add("callvault.trunks: " + key + " is no setting of a trunk; default-trunk lists all");
            }
        }
    }

    private Trunk trunk(Config trunk) {
        String name = trunk.hasPath("name") ? trunk.getString("name") : "";
        if (name.isBlank() || !names.add(name)) {
            problems.add("callvault.trunks: each trunk needs a name of its own, other than \"default\"; found \"" + name
                    + "\"");
        }
        List<AddressRange> addresses = new ArrayList<>();
        for (String text : texts(trunk, "addresses")) {
            try {
                addresses.add(AddressRange.parse(text));
            } catch (IllegalArgumentException e) {
                problems.add("callvault.trunks: addresses of " + name + ": " + e.getMessage());
            }
        }
        Trunk read = new Trunk(profile(name, trunk), addresses, texts(trunk, "certificates"), texts(trunk, "users"));
        if (addresses.isEmpty() && read.certificates().isEmpty() && read.users().isEmpty()) {
            problems.add("callvault.trunks: " + name + " matches nobody; give it addresses, certificates or users");
        }
        return read;
    }

    private TrunkProfile profile(String name, Config of) {
        return new TrunkProfile(
                name,
                of.getBoolean("allow"),
                of.getBoolean("require-siprec"),
                of.getBoolean("require-srtp"),
                of.getBoolean("require-tls"),
                of.getBoolean("require-client-certificate"),
                of.getBoolean("require-digest"),
                new HashSet<>(of.getStringList("codecs")),
                choice(of, "answer", AnswerStyle.class, AnswerStyle.ALL_CODECS),
                choice(of, "pause", PauseStyle.class, PauseStyle.RE_INVITE));
    }

    private <E extends Enum<E>> E choice(Config of, String key, Class<E> type, E otherwise) {
        String text = of.getString(key);
        List<String> choices = new ArrayList<>();
        for (E each : type.getEnumConstants()) {
            String word = each.name().toLowerCase(Locale.ROOT).replace('_', '-');
            if (word.equals(text)) {
                return each;
            }
            choices.add(word);
        }
        problems.add("callvault.trunks: " + key + "=" + text + " must be one of " + String.join(", ", choices));
        return otherwise;
    }

    private static List<String> texts(Config of, String key) {
        return of.hasPath(key) ? of.getStringList(key) : List.of();
    }
}
