package org.callvault.cli.doctor;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.callvault.config.Settings;
import org.callvault.recording.spool.SpoolException;
import org.callvault.recording.spool.SpoolKeys;
import org.callvault.recording.spool.key.KeyPlace;

/** Whether the keys of the spool can be read, by nobody else, and whether segments need others. */
final class SpoolKeyExamination {
    private static final String CHECK = "spool key";

    private SpoolKeyExamination() {}

    static List<Finding> of(Settings settings) {
        Path data = settings.node().dataDirectory();
        KeyPlace place = KeyPlace.of(settings.spool().key(), data);
        List<Path> spools = new ArrayList<>(List.of(data.resolve("spool")));
        settings.spool().alternative().ifPresent(spools::add);
        try {
            Set<String> needed = KeyPlace.needed(spools);
            try {
                return keys(place, place.load(), needed);
            } catch (NoSuchFileException none) {
                place.former().forEach(key -> needed.remove(key.id()));
                return List.of(
                        needed.isEmpty()
                                ? Finding.ok(CHECK, "it is made at the first start, in " + place.described())
                                : Finding.fail(
                                        CHECK,
                                        "it is gone from " + place.described() + ", and segments need it",
                                        "Put it back, or move the segments away to give them up"));
            }
        } catch (SpoolException unusable) {
            return List.of(Finding.fail(CHECK, String.valueOf(unusable.getMessage()), "Mend that"));
        } catch (IOException unreadable) {
            return List.of(
                    Finding.fail(CHECK, "it cannot be read: " + unreadable, "Look at its permissions and the disk"));
        }
    }

    private static List<Finding> keys(KeyPlace place, SpoolKeys keys, Set<String> needed) {
        List<Finding> findings = new ArrayList<>();
        for (String id : keys.ids().subList(1, keys.ids().size())) {
            findings.add(
                    needed.contains(id)
                            ? Finding.ok(CHECK, "segments need the former key " + id)
                            : Finding.warn(
                                    CHECK,
                                    "no segment needs the former key " + id,
                                    "Delete it: callvault keys drop " + id));
        }
        needed.stream()
                .filter(id -> !keys.ids().contains(id))
                .forEach(id -> findings.add(Finding.fail(
                        CHECK,
                        "segments need the key \"" + id + "\", which is not here",
                        "Put it back, or move the segments away to give them up")));
        findings.addFirst(Finding.ok(CHECK, "the current one is in " + place.described()));
        return findings;
    }
}
