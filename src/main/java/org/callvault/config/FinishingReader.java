package org.callvault.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.callvault.config.Settings.Finishing;

/** Reads which spools of other nodes can be read, and how long their recordings wait for each other. */
final class FinishingReader {
    private static final String SPOOLS = "recording.finishing.other-spools";

    private final Config config;
    private final SettingValues values;
    private final List<String> problems;

    FinishingReader(Config config, SettingValues values, List<String> problems) {
        this.config = config;
        this.values = values;
        this.problems = problems;
    }

    Finishing read() {
        return new Finishing(otherSpools(), values.durationOrNone("recording.finishing.wait-for-parts"));
    }

    private Map<String, Path> otherSpools() {
        Map<String, Path> spools = new HashMap<>();
        try {
            for (Config each : config.getConfigList(SPOOLS)) {
                String node = each.getString("node");
                Path data = Path.of(each.getString("data")).toAbsolutePath().normalize();
                if (!Files.isDirectory(data.resolve("spool"))) {
                    problems.add("callvault." + SPOOLS + ": " + data + " of " + node
                            + " holds no spool: name the data directory of that node, as it is mounted here");
                }
                if (node.equals(config.getString("node.name")) || spools.put(node, data) != null) {
                    problems.add("callvault." + SPOOLS + ": " + node
                            + " is named twice, or is this node: each of the others once");
                }
            }
        } catch (ConfigException e) {
            problems.add("callvault." + SPOOLS + " has the wrong form, each needs node and data: " + e.getMessage());
        }
        return spools;
    }
}
