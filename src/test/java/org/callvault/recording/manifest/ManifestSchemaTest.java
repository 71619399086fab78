package org.callvault.recording.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.callvault.recording.RecordingJson;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** docs/manifest.schema.json says what the record says, and holds against manifests of every kind (see ManifestSchema). */
class ManifestSchemaTest {
    private static JsonNode text;

    @BeforeAll
    static void read() throws IOException {
        text = RecordingJson.read(Files.readAllBytes(ManifestSchema.FILE), JsonNode.class);
    }

    @Test
    void everyMemberOfTheRecordIsDescribedAndNoOther() {
        List<String> differences = new ArrayList<>();
        compare(Manifest.class, text, "", differences);
        assertThat(differences).isEmpty();
    }

    private static void compare(Class<?> type, JsonNode schema, String path, List<String> differences) {
        Set<String> described = new TreeSet<>();
        schema.path("properties").fieldNames().forEachRemaining(described::add);
        Set<String> members = new TreeSet<>();
        for (RecordComponent member : type.getRecordComponents()) {
            members.add(member.getName());
            JsonNode property = resolve(schema.path("properties").path(member.getName()));
            if (property.path("description").asText().isBlank()) {
                differences.add(path + "/" + member.getName() + " has no description");
            }
            recordIn(member.getGenericType()).ifPresent(inner -> {
                JsonNode item = property.has("items") ? resolve(property.path("items")) : property;
                compare(inner, item, path + "/" + member.getName(), differences);
            });
        }
        if (!described.equals(members)) {
            differences.add(path + ": described " + described + ", is " + members);
        }
    }

    private static JsonNode resolve(JsonNode schema) {
        String reference = schema.path("$ref").asText();
        return reference.isEmpty() ? schema : text.at(reference.substring(1));
    }

    private static Optional<Class<?>> recordIn(Type type) {
        Type inner = type instanceof ParameterizedType many ? many.getActualTypeArguments()[0] : type;
        return inner instanceof Class<?> found && found.isRecord() ? Optional.of(found) : Optional.empty();
    }

    @Test
    void whatIsNoManifestIsRefused() throws IOException {
        ObjectNode empty = RecordingJson.read("{}".getBytes(StandardCharsets.US_ASCII), ObjectNode.class);
        assertThat(ManifestSchema.problems(empty)).isNotEmpty();
    }
}
