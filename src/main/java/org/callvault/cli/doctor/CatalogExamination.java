package org.callvault.cli.doctor;

import java.util.ArrayList;
import java.util.List;
import org.callvault.config.Settings;
import org.callvault.recording.catalog.CatalogException;
import org.callvault.recording.catalog.CatalogServer;

/** The database of recordings, where it is not the embedded one. */
final class CatalogExamination {
    private static final String CATALOG = "catalog";

    private CatalogExamination() {}

    static List<Finding> of(Settings settings) {
        if (settings.catalog().isEmbedded()) {
            return List.of(Finding.ok(CATALOG, "recordings are entered in the data directory, by this node alone"));
        }
        try {
            return of(CatalogServer.examine(settings.catalog()));
        } catch (CatalogException e) {
            return List.of(Finding.fail(CATALOG, String.valueOf(e.getMessage()), "A node does not start without it"));
        }
    }

    private static List<Finding> of(CatalogServer server) {
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.ok(CATALOG, "PostgreSQL " + server.version() + " answers at " + server.address()));
        if (!server.trigrams()) {
            findings.add(Finding.warn(
                    CATALOG,
                    "its server has no pg_trgm, and each search for text reads every row",
                    "Install PostgreSQL's contrib package there before the first start"));
        }
        return findings;
    }
}
