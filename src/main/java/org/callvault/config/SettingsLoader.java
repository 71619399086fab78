package org.callvault.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import io.github.cdimascio.dotenv.Dotenv;
import io.github.cdimascio.dotenv.DotenvEntry;
import io.github.cdimascio.dotenv.DotenvException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads settings: {@code reference.conf}, then the file that CALLVAULT_CONFIG names, then {@code .env}, then the
 * environment, later ones first. What is unknown or contradicts itself is refused with the name, the value and the fix.
 */
public final class SettingsLoader {
    /** Parsed and checked settings, and the configuration that Akka starts with. */
    public record Loaded(Settings settings, Config akka) {}

    private final Path directory;
    private final Map<String, String> environment;
    private final List<String> problems = new ArrayList<>();

    private SettingsLoader(Path directory, Map<String, String> environment) {
        this.directory = directory;
        this.environment = environment;
    }

    /**
     * Loads.
     *
     * @param directory where {@code .env} may lie
     * @throws InvalidSettings with every problem found
     */
    public static Loaded load(Path directory, Map<String, String> environment) {
        return new SettingsLoader(directory, environment).load();
    }

    private Loaded load() {
        Map<String, String> dotEnv = dotEnv();
        Config reference = ConfigFactory.parseResources("reference.conf");
        Config ours = variables(environment, "environment")
                .withFallback(variables(dotEnv, ".env"))
                .withFallback(operatorsFile(dotEnv))
                .resolve();
        refuseUnknown(ours, reference);
        stopOnProblems();
        Settings settings = new SettingsReader(whole(ours, ConfigFactory.empty()), directory, problems).read();
        stopOnProblems();
        return new Loaded(settings, whole(ours, ClusterAkka.of(settings)));
    }

    private static Config whole(Config ours, Config cluster) {
        return ours.withFallback(cluster)
                .withFallback(ConfigFactory.parseResources("akka.conf"))
                .withFallback(ConfigFactory.defaultReferenceUnresolved())
                .resolve();
    }

    private void stopOnProblems() {
        if (!problems.isEmpty()) {
            throw new InvalidSettings(problems);
        }
    }

    private Map<String, String> dotEnv() {
        Path file = directory.resolve(".env");
        if (!Files.exists(file)) {
            return Map.of();
        }
        try {
            Map<String, String> variables = new HashMap<>();
            Dotenv dotenv = Dotenv.configure().directory(directory.toString()).load();
            for (DotenvEntry entry : dotenv.entries(Dotenv.Filter.DECLARED_IN_ENV_FILE)) {
                variables.put(entry.getKey(), entry.getValue());
            }
            return variables;
        } catch (DotenvException e) {
            problems.add(file + " cannot be read: " + e.getMessage() + "; write one NAME=value a line");
            return Map.of();
        }
    }

    private Config variables(Map<String, String> variables, String where) {
        return ConfigFactory.parseMap(EnvironmentNames.settingsIn(variables, where, problems), where);
    }

    private Config operatorsFile(Map<String, String> dotEnv) {
        String name = environment.getOrDefault("CALLVAULT_CONFIG", dotEnv.getOrDefault("CALLVAULT_CONFIG", ""));
        if (name.isEmpty()) {
            return ConfigFactory.empty();
        }
        Path file = directory.resolve(name);
        try {
            return ConfigFactory.parseFile(
                    file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false));
        } catch (ConfigException e) {
            problems.add("CALLVAULT_CONFIG=" + name + " cannot be read: " + e.getMessage());
            return ConfigFactory.empty();
        }
    }

    private void refuseUnknown(Config ours, Config reference) {
        for (Map.Entry<String, ConfigValue> entry : ours.entrySet()) {
            String path = entry.getKey();
            boolean akka = path.startsWith("akka.");
            boolean dispatcher = path.contains("-dispatcher.");
            if (!akka && !dispatcher && !reference.hasPathOrNull(path)) {
                problems.add(path + " (" + entry.getValue().origin().description()
                        + ") is no setting; reference.conf lists all");
            }
        }
    }
}
