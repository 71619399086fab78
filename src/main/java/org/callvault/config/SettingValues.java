package org.callvault.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValueType;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** Single values of a configuration. One of a wrong form is a problem, and another takes its place, so that all are found. */
final class SettingValues {
    private final Config config;
    private final Path directory;
    private final List<String> problems;

    /** Paths are those below {@code callvault}; relative files are of the directory. */
    SettingValues(Config config, Path directory, List<String> problems) {
        this.config = config;
        this.directory = directory;
        this.problems = problems;
    }

    String text(String path) {
        return read(path, () -> config.getString(path), "");
    }

    /** "1", "yes" and "on" are what people write in .env files. */
    boolean bool(String path) {
        return switch (text(path).toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on", "1" -> true;
            case "false", "no", "off", "0" -> false;
            default -> {
                problems.add(shown(path) + " must be true or false");
                yield false;
            }
        };
    }

    Duration duration(String path) {
        Duration value = read(path, () -> config.getDuration(path), Duration.ofSeconds(1));
        if (value.isNegative() || value.isZero()) {
            problems.add(shown(path) + " must be longer than nothing, for example \"1 second\"");
        }
        return value;
    }

    /** Zero switches off what happens so often. */
    Duration durationOrNone(String path) {
        Duration value = read(path, () -> config.getDuration(path), Duration.ZERO);
        if (value.isNegative()) {
            problems.add(shown(path) + " must not be negative; 0 switches it off");
        }
        return value;
    }

    int number(String path, int min, int max) {
        int value = read(path, () -> config.getInt(path), min);
        if (value < min || value > max) {
            problems.add(shown(path) + " must be between " + min + " and " + max);
        }
        return value;
    }

    long bytes(String path, long min, long max) {
        long value = read(path, () -> config.getBytes(path), min);
        if (value < min || value > max) {
            problems.add(shown(path) + " must be between " + min + " and " + max + " bytes");
        }
        return value;
    }

    int port(String path) {
        return number(path, 0, 65_535);
    }

    /** An address, never a name: a recorder must start without a name server. */
    String address(String path) {
        String value = text(path);
        try {
            return InetAddress.ofLiteral(value).getHostAddress();
        } catch (IllegalArgumentException e) {
            problems.add(shown(path) + " must be an IP address");
            return value;
        }
    }

    Path path(String path) {
        return directory.resolve(text(path)).normalize().toAbsolutePath();
    }

    Optional<Path> file(String path) {
        if (text(path).isBlank()) {
            return Optional.empty();
        }
        Path file = path(path);
        if (!Files.isReadable(file)) {
            problems.add(shown(path) + ": no readable file there");
        }
        return Optional.of(file);
    }

    /** A list, or one text with commas, as an environment has it. */
    List<String> texts(String path) {
        return read(
                        path,
                        () -> config.getValue(path).valueType() == ConfigValueType.LIST
                                ? config.getStringList(path)
                                : List.of(config.getString(path).split(",", -1)),
                        List.<String>of())
                .stream()
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .toList();
    }

    /** Files that can be read. */
    List<Path> files(String path) {
        List<Path> files = texts(path).stream()
                .map(name -> directory.resolve(name).normalize().toAbsolutePath())
                .toList();
        files.stream()
                .filter(file -> !Files.isReadable(file))
                .forEach(file -> problems.add(shown(path) + ": no readable file at " + file));
        return files;
    }

    private <T> T read(String path, Supplier<T> reader, T otherwise) {
        try {
            return reader.get();
        } catch (ConfigException e) {
            problems.add(shown(path) + " has the wrong form: " + e.getMessage());
            return otherwise;
        }
    }

    String shown(String path) {
        String name = EnvironmentNames.nameOf("callvault." + path);
        return name + "=" + (config.hasPath(path) ? config.getValue(path).unwrapped() : "");
    }
}
