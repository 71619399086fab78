package org.callvault.recording.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.callvault.recording.Recorded;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** H2 in the data directory. */
class EmbeddedCatalogTest extends FinishingContract {
    @TempDir
    private Path temp;

    @Override
    Catalog reopened() throws IOException {
        return Catalog.open(temp);
    }

    @Test
    void recordingsOfEarlierVersionsAreFoundAsBefore(@TempDir Path earlier) throws IOException {
        String url = "jdbc:h2:file:" + earlier.resolve("catalog");
        Flyway.configure()
                .dataSource(url, "", "")
                .locations("classpath:db/migration/common")
                .target("2")
                .load()
                .migrate();
        String id = Recorded.id(1).value();
        Jdbi.create(url).useHandle(handle -> {
            handle.execute(
                    "INSERT INTO recording (id, call_id, state, node, peer, started_at, participants, flags, streams,"
                            + " encrypted) VALUES (?, 'call@sbc', 'complete', 'n', 'p', CURRENT_TIMESTAMP, '[]', '[]', 2, TRUE)",
                    id);
            handle.execute("INSERT INTO recording_identifier VALUES (?, 'participant', 'sip:alice@example.org')", id);
            handle.execute("INSERT INTO recording_identifier VALUES (?, 'ucid', '4711')", id);
        });
        try (Catalog now = Catalog.open(earlier)) {
            assertThat(found(now, new Criterion.Participant("Alice"))).isEqualTo(1);
            assertThat(found(now, new Criterion.Identifier("4711"))).isEqualTo(1);
            assertThat(found(now, new Criterion.Identifier("call@sbc"))).isEqualTo(1);
            assertThat(found(now, new Criterion.Participant("Bob"))).isZero();
        }
    }

    private static int found(Catalog catalog, Criterion criterion) {
        return catalog.page(new PageRequest(10, Optional.empty(), SearchFilter.of(criterion)))
                .items()
                .size();
    }
}
