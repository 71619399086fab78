package org.callvault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.callvault.config.Settings;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example in {@code cluster-config/three-machines}. */
class PlainMachinesExampleTest {
    private static final String UNIT = "three-machines/callvault.service";

    @TempDir
    private Path directory;

    @Test
    void eachMachineHasSettingsThatAreReadAndTheThreeFitTogether() throws IOException {
        List<Settings> nodes = new ArrayList<>();
        for (int number = 1; number <= 3; number++) {
            nodes.add(ExampleFiles.settings(environment(number), directory));
        }
        Set<String> names = new HashSet<>();
        Set<String> zones = new HashSet<>();
        for (int at = 0; at < 3; at++) {
            Settings node = nodes.get(at);
            names.add(node.node().name());
            zones.add(node.cluster().zone());
            assertThat(node.cluster().seeds())
                    .isEqualTo(nodes.getFirst().cluster().seeds())
                    .element(at)
                    .isEqualTo(node.cluster().address() + ":" + node.cluster().port());
            assertThat(node.sip().publicAddress()).isEqualTo(node.cluster().address());
            assertThat(node.cluster().tls()).isPresent();
        }
        assertThat(names).hasSize(3);
        assertThat(zones).hasSize(3);
    }

    @Test
    void theUnitReadsTheFilesThatAreThere() throws IOException {
        List<String> lines = Files.readAllLines(ExampleFiles.of(UNIT));
        assertThat(lines)
                .contains(
                        "EnvironmentFile=/etc/callvault/callvault.env",
                        "EnvironmentFile=/etc/callvault/node.env",
                        "EnvironmentFile=/etc/callvault/secrets.env",
                        "WorkingDirectory=" + environment(1).get("CALLVAULT_DATA"));
    }

    @Test
    @Tag("peers")
    void systemdUnderstandsTheUnitAndFindsLittleExposed() throws Exception {
        String unit = Files.readString(ExampleFiles.of(UNIT)).replace("/opt/callvault/callvault", "/bin/true");
        String file =
                Files.writeString(directory.resolve("callvault.service"), unit).toString();
        assertThat(run("systemd-analyze", "verify", file)).isEmpty();
        // From 0 to 10; the threshold counts in tenths.
        run("systemd-analyze", "security", "--offline=true", "--threshold=20", "--no-pager", file);
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private static Map<String, String> environment(int number) throws IOException {
        Map<String, String> variables = new HashMap<>(ExampleFiles.environment("three-machines/callvault.env"));
        variables.putAll(ExampleFiles.environment("three-machines/node-" + number + ".env"));
        variables.putAll(ExampleFiles.environment("three-machines/secrets.env"));
        return variables;
    }
}
