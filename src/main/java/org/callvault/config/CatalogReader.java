package org.callvault.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.callvault.config.Settings.Catalog;

/** Reads where the catalog is. What may hold a password is not repeated in a problem. */
final class CatalogReader {
    private static final String SCHEME = "jdbc:postgresql:";
    private static final String PASSWORD = "catalog.password";
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final Config config;
    private final SettingValues values;
    private final List<String> problems;

    CatalogReader(Config config, SettingValues values, List<String> problems) {
        this.config = config;
        this.values = values;
        this.problems = problems;
    }

    Catalog read() {
        return new Catalog(
                url(),
                values.text("catalog.user"),
                password(),
                values.number("catalog.pool", 1, 1000),
                wait("catalog.connect-within"),
                wait("catalog.answer-within"));
    }

    private String url() {
        String url = values.text("catalog.url").strip();
        String name = EnvironmentNames.nameOf("callvault.catalog.url");
        if (!url.isEmpty() && !url.startsWith(SCHEME)) {
            problems.add(name + " must begin with " + SCHEME + "//, for example " + SCHEME
                    + "//db.example.com/callvault; empty takes the database in the data directory");
        } else if (holdsPassword(url)) {
            problems.add(name + " holds a password: set CALLVAULT_CATALOG_PASSWORD instead, which no log shows");
        }
        return url;
    }

    private static boolean holdsPassword(String url) {
        String lower = url.toLowerCase(Locale.ROOT);
        return lower.contains("password=") || lower.matches("jdbc:postgresql://[^/?]*:[^/?]*@.*");
    }

    private Secret password() {
        try {
            return new Secret(config.getString(PASSWORD));
        } catch (ConfigException e) {
            problems.add(EnvironmentNames.nameOf("callvault." + PASSWORD) + " must be text");
            return new Secret("");
        }
    }

    private Duration wait(String path) {
        Duration value = values.duration(path);
        if (value.toMillis() < 250 || value.compareTo(LONGEST) > 0) {
            problems.add(values.shown(path) + " must be between 250 milliseconds and 10 minutes");
        }
        return value;
    }
}
