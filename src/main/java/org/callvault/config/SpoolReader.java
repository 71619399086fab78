package org.callvault.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.callvault.config.Settings.Spool;
import org.callvault.config.Settings.SpoolKey;

/** Reads where live calls are written, and where the keys for that are. No key or password is repeated in a problem. */
final class SpoolReader {
    private static final String KEY = "recording.spool-key.";
    private static final int KEY_BYTES = 32;

    private final Config config;
    private final SettingValues values;
    private final List<String> problems;

    SpoolReader(Config config, SettingValues values, List<String> problems) {
        this.config = config;
        this.values = values;
        this.problems = problems;
    }

    Spool read() {
        String alternative = values.text("recording.alternative-spool").strip();
        return new Spool(
                key(),
                alternative.isEmpty() ? Optional.empty() : Optional.of(values.path("recording.alternative-spool")),
                values.duration("recording.alternative-after"));
    }

    private SpoolKey key() {
        String keystore = values.text(KEY + "keystore").strip();
        String given = secret("value");
        String former = secret("former");
        if (!keystore.isEmpty() && !given.isEmpty()) {
            problems.add(name("keystore") + " and " + name("value") + " both say where the spool key is: unset one;"
                    + " where the environment has the key, a keystore's former ones go to " + name("former"));
        }
        if (given.isEmpty() && !former.isEmpty()) {
            problems.add(name("former") + " is set without " + name("value") + ": keys of a file or a keystore are kept"
                    + " there, former ones too");
        }
        if (!keystore.isEmpty()) {
            return new SpoolKey.InKeystore(values.path(KEY + "keystore"), new Secret(password()));
        }
        if (!secret("keystore-password").isEmpty()
                || !values.text(KEY + "keystore-password-file").isEmpty()) {
            problems.add("there is a password for a keystore of spool keys, but " + name("keystore") + " is not set");
        }
        return given.isEmpty()
                ? new SpoolKey.InFile()
                : new SpoolKey.Given(
                        base64("value", given),
                        Stream.of(former.split(","))
                                .map(String::strip)
                                .filter(each -> !each.isEmpty())
                                .map(each -> base64("former", each))
                                .toList());
    }

    private String password() {
        String password = secret("keystore-password");
        Optional<Path> file = values.file(KEY + "keystore-password-file");
        if (password.isEmpty() == file.isEmpty()) {
            problems.add(name("keystore") + " needs a password: set " + name("keystore-password") + " or "
                    + name("keystore-password-file") + ", and not both");
        }
        return file.isEmpty() ? password : read(file.get());
    }

    /** The first line. */
    private String read(Path file) {
        try {
            return Files.readString(file).lines().findFirst().orElse("").strip();
        } catch (IOException e) {
            problems.add(name("keystore-password-file") + "=" + file + " cannot be read: " + e);
            return "";
        }
    }

    private Secret base64(String what, String text) {
        try {
            if (Base64.getDecoder().decode(text).length == KEY_BYTES) {
                return new Secret(text);
            }
        } catch (IllegalArgumentException e) {
            // Told below, without the text.
        }
        problems.add(name(what) + " must be " + KEY_BYTES + " bytes in base64, as openssl rand -base64 " + KEY_BYTES
                + " prints them" + (what.equals("former") ? ", with commas between keys" : ""));
        return new Secret("");
    }

    private String secret(String what) {
        try {
            return config.getString(KEY + what).strip();
        } catch (ConfigException e) {
            problems.add(name(what) + " must be text");
            return "";
        }
    }

    private static String name(String what) {
        return EnvironmentNames.nameOf("callvault." + KEY + what);
    }
}
