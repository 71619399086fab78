package org.callvault.recording.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.callvault.recording.RecordingJson;

/** docs/manifest.schema.json. Tests that make manifests hold them against it. */
public final class ManifestSchema {
    static final Path FILE = Path.of("docs/manifest.schema.json");

    private static final JsonSchema SCHEMA = read();

    private ManifestSchema() {}

    private static JsonSchema read() {
        try {
            JsonSchemaFactory factory = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
            SchemaValidatorsConfig formats = SchemaValidatorsConfig.builder()
                    .formatAssertionsEnabled(true)
                    .build();
            return factory.getSchema(Files.readString(FILE), formats);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> problems(JsonNode manifest) {
        return SCHEMA.validate(manifest).stream()
                .map(ValidationMessage::toString)
                .toList();
    }

    /** What the schema says against a manifest, of this process or of a file. */
    public static List<String> problems(Manifest manifest) throws IOException {
        return problems(RecordingJson.read(RecordingJson.write(manifest), JsonNode.class));
    }
}
