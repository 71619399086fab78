package org.callvault.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DoctorCommandTest {
    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();

    private int run(Map<String, String> environment, String... arguments) {
        CommandLine line = new CommandLine(new DoctorCommand(directory, environment));
        line.setOut(new PrintWriter(out, true));
        return line.execute(arguments);
    }

    private Map<String, String> sound() {
        return Map.of(
                "CALLVAULT_DATA", directory.resolve("data").toString(),
                "CALLVAULT_UDP_PORT", "0",
                "CALLVAULT_TCP_PORT", "0",
                "CALLVAULT_ADMIN_PORT", "0",
                "CALLVAULT_MIN_FREE", "1 MiB",
                "CALLVAULT_MEDIA_PORT_MIN", "28100",
                "CALLVAULT_MEDIA_PORT_MAX", "28199");
    }

    @Test
    void onlyWhatFailsMakesItFail() {
        assertThat(run(sound())).as(out.toString()).isZero();
        assertThat(out.toString().lines())
                .allMatch(line -> line.startsWith("ok ") || line.startsWith("warn "))
                .anyMatch(line -> line.startsWith("warn  TLS"));
    }

    @Test
    void eachFailureIsALineWithItsRemedy() {
        assertThat(run(Map.of("ENABLE_TLS", "perhaps"))).isEqualTo(1);
        assertThat(out.toString()).startsWith("fail  settings").contains("ENABLE_TLS");
    }

    @Test
    void jsonHoldsTheSame() throws Exception {
        assertThat(run(sound(), "--json")).isZero();
        JsonNode report = new ObjectMapper().readTree(out.toString());
        assertThat(report.get("healthy").asBoolean()).isTrue();
        assertThat(report.get("findings").get(0).get("level").asText()).isEqualTo("OK");
        assertThat(report.get("findings").get(1).get("remedy").asText()).contains("TLS_CERT_PATH");
    }
}
