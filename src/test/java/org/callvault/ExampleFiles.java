package org.callvault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.callvault.config.Settings;
import org.callvault.config.SettingsLoader;

/** What stands in {@code cluster-config}, as those read it that it is meant for. */
final class ExampleFiles {
    private static final Path EXAMPLES = Path.of("cluster-config");
    private static final String INSTALLED = "/etc/callvault/";

    private ExampleFiles() {}

    static Path of(String name) {
        return EXAMPLES.resolve(name).toAbsolutePath();
    }

    /** An environment file of systemd: one assignment a line, quotes around a value go. */
    static Map<String, String> environment(String name) throws IOException {
        Map<String, String> variables = new HashMap<>();
        for (String line : Files.readAllLines(of(name))) {
            if (!line.isBlank() && !line.startsWith("#")) {
                int equals = line.indexOf('=');
                String value = line.substring(equals + 1);
                variables.put(line.substring(0, equals), value.replaceAll("^\"(.*)\"$", "$1"));
            }
        }
        return variables;
    }

    static List<JsonNode> yaml(String name) throws IOException {
        YAMLMapper mapper = new YAMLMapper();
        try (MappingIterator<JsonNode> documents =
                mapper.readerFor(JsonNode.class).readValues(of(name).toFile())) {
            return documents.readAll();
        }
    }

    /** The settings that a node has with these variables, if what they name below /etc/callvault is there. */
    static Settings settings(Map<String, String> variables, Path directory) throws IOException {
        Map<String, String> here = new HashMap<>();
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            String value = variable.getValue();
            if (value.startsWith(INSTALLED)) {
                Path file = directory.resolve(value.substring(INSTALLED.length()));
                Files.createDirectories(file.getParent());
                Files.writeString(file, "");
                value = file.toString();
            }
            here.put(variable.getKey(), value);
        }
        return SettingsLoader.load(directory, here).settings();
    }
}
