package org.callvault.recording.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.callvault.config.Secret;
import org.callvault.config.Settings;
import org.callvault.recording.Recorded;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real PostgreSQL. The limits of time are there for what would hang for ever. */
@Timeout(180)
class PostgresCatalogTest extends FinishingContract {
    private static EmbeddedPostgres server;

    @BeforeAll
    static void start(@TempDir Path data) throws Exception {
        server = ownServer(data, 0);
        // It trusts everybody of itself.
        Files.writeString(
                data.resolve("cluster/pg_hba.conf"),
                "host all recorder 127.0.0.1/32 scram-sha-256\nhost all postgres all trust\n");
        sql("postgres", "SELECT pg_reload_conf()");
        sql("postgres", "CREATE ROLE recorder LOGIN PASSWORD 'open sesame'");
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @BeforeEach
    @Override
    void open() throws Exception {
        sql("postgres", "DROP DATABASE IF EXISTS callvault WITH (FORCE)");
        sql("postgres", "CREATE DATABASE callvault OWNER recorder");
        super.open();
    }

    @AfterEach
    void leaveTheServerAsItWas() throws Exception {
        sql("postgres", "ALTER ROLE recorder LOGIN");
    }

    @Override
    Catalog reopened() throws Exception {
        return Catalog.open(Path.of(""), settings(), "node-1");
    }

    private static Settings.Catalog settings() {
        return settings("jdbc:postgresql://127.0.0.1:" + server.getPort() + "/callvault", "recorder");
    }

    private static Settings.Catalog settings(String url, String user) {
        return settings(url, user, "open sesame");
    }

    private static Settings.Catalog settings(String url, String user, String password) {
        return new Settings.Catalog(url, user, new Secret(password), 2, Duration.ofSeconds(5), Duration.ofSeconds(3));
    }

    private static void sql(String database, String text) throws SQLException {
        try (Connection connection = connection(database);
                Statement statement = connection.createStatement()) {
            statement.execute(text);
        }
    }

    private static Connection connection(String database) throws SQLException {
        return DriverManager.getConnection(server.getJdbcUrl("postgres", database));
    }

    @Test
    void aNodeFinishesAfterARestartWhatItRecordedItself() throws Exception {
        insert(1);
        assertThat(catalog.live()).hasSize(1);
        try (Catalog other = Catalog.open(Path.of(""), settings(), "node-2")) {
            assertThat(other.live()).isEmpty();
        }
    }

    @Test
    void wordsAreFoundThroughTrigrams() throws Exception {
        try (Connection connection = connection("callvault");
                Statement statement = connection.createStatement();
                var indices = statement.executeQuery(
                        "SELECT indexdef FROM pg_indexes WHERE indexname = 'recording_by_words'")) {
            assertThat(indices.next()).isTrue();
            assertThat(indices.getString(1)).contains("gin_trgm_ops");
        }
    }

    /** Twenty thousand rows, of which an index finds the one and reads no other. */
    @ParameterizedTest
    @ValueSource(strings = {"qx", "q", "zimmerhauser", "\u0436\u0443", "\u738b\u4f1f"})
    void wordsHoweverShortAreReadOffTheIndex(String word) throws Exception {
        insert(1);
        sql("callvault", """
                INSERT INTO recording (id, call_id, state, node, peer, started_at, participants, flags, streams,
                    encrypted, words)
                SELECT 'r' || i, 'c' || i, 'complete', 'n', 'p', now(), '[]', '[]', 2, false, 'sip:+4930' || i
                    || E'@carrier.example\nanna bergmann' || CASE i WHEN 7000 THEN
                        E'\nqx zimmerhauser \u0436\u0443\n\u738b\u4f1f' ELSE '' END || E'\tsbc'
                FROM generate_series(1, 20000) i""");
        sql("callvault", "VACUUM (ANALYZE) recording");
        for (Criterion criterion : List.of(new Criterion.Words(List.of(word)), new Criterion.Participant(word))) {
            SearchSql search = SearchSql.of(new PageRequest(50, Optional.empty(), SearchFilter.of(criterion)));
            List<String> plan = catalog.ask(handle -> handle.createQuery("EXPLAIN ANALYZE " + search.text())
                    .bindMap(search.values())
                    .mapTo(String.class)
                    .list());
            assertThat(String.join("\n", plan))
                    .contains("Bitmap Index Scan on recording_by_words")
                    .contains("rows=1 ")
                    .doesNotContain("Seq Scan", "Rows Removed");
        }
    }

    @Test
    void aTableThatSomebodyHoldsFailsTheCallAndNothingMore() throws Exception {
        insert(1);
        try (Connection other = connection("callvault");
                Statement lock = other.createStatement()) {
            other.setAutoCommit(false);
            lock.execute("LOCK TABLE recording");
            assertThatThrownBy(() -> catalog.page(PageRequest.first(1))).isInstanceOf(CatalogException.class);
        }
        assertThat(catalog.page(PageRequest.first(1)).items()).hasSize(1);
    }

    @Test
    void aDatabaseThatGoesAwayFailsCallsUntilItIsBack() throws Exception {
        insert(1);
        sql("postgres", "ALTER ROLE recorder NOLOGIN");
        sql("postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'recorder'");
        assertThatThrownBy(() -> catalog.find(Recorded.id(1))).isInstanceOf(CatalogException.class);
        assertThatThrownBy(() -> insert(2)).isInstanceOf(CatalogException.class);
        sql("postgres", "ALTER ROLE recorder LOGIN");
        await().ignoreExceptionsInstanceOf(CatalogException.class)
                .untilAsserted(() -> assertThat(catalog.find(Recorded.id(1))).isPresent());
    }

    @Test
    void aServerThatStopsIsTheSameCatalogWhenItStartsAgain(@TempDir Path data) throws Exception {
        EmbeddedPostgres first = ownServer(data, 0);
        Settings.Catalog settings = settings(first.getJdbcUrl("postgres", "postgres"), "postgres");
        try (Catalog own = Catalog.open(Path.of(""), settings, "node-1")) {
            own.insertLive(Recorded.description(Recorded.id(1), null, "PCMU/8000"));
            first.close();
            assertThatThrownBy(() -> own.page(PageRequest.first(1))).isInstanceOf(CatalogException.class);
            try (EmbeddedPostgres second = ownServer(data, first.getPort())) {
                assertThat(second.getPort()).isEqualTo(first.getPort());
                await().ignoreExceptionsInstanceOf(CatalogException.class).untilAsserted(() -> assertThat(
                                own.page(PageRequest.first(1)).items())
                        .hasSize(1));
            }
        }
    }

    private static EmbeddedPostgres ownServer(Path data, int port) throws Exception {
        return EmbeddedPostgres.builder()
                .setDataDirectory(data.resolve("cluster"))
                .setCleanDataDirectory(false)
                .setPort(port)
                .start();
    }

    @Test
    void aServerThatNeverAnswersIsGivenUp() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            assertRefused("jdbc:postgresql://127.0.0.1:" + silent.getLocalPort() + "/callvault", "recorder", "answers");
        }
    }

    @Test
    void whatIsWrongAtTheStartIsToldInASentence() throws Exception {
        String host = "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/";
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            free = socket.getLocalPort();
        }
        assertRefused(host + "nothing", "postgres", "there is no such database");
        assertRefused("jdbc:postgresql://127.0.0.1:" + free + "/callvault", "recorder", "no PostgreSQL answers");
        assertRefused("jdbc:postgresql://127.0.0.1:port/callvault", "recorder", "Unable to parse URL");
        sql("postgres", "CREATE DATABASE latin ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
        assertRefused(host + "latin", "postgres", "LATIN1");
    }

    @Test
    void aWrongPasswordIsToldAndNotShown() {
        Settings.Catalog wrong = settings(settings().url(), "recorder", "abracadabra");
        assertThatThrownBy(() -> Catalog.open(Path.of(""), wrong, "node-1"))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("refuses the password of user \"recorder\"")
                .hasMessageContaining("CALLVAULT_CATALOG_PASSWORD")
                .hasMessageNotContaining("abracadabra");
        assertThat(wrong.toString()).doesNotContain("abracadabra");
    }

    private static void assertRefused(String url, String user, String words) {
        assertThatThrownBy(() -> Catalog.open(Path.of(""), settings(url, user), "node-1"))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining(words)
                .hasMessageNotContaining("sesame");
    }

    @Test
    void twoNodesMayStartAtOnceOnAnEmptyDatabase() throws Exception {
        catalog.close();
        sql("postgres", "DROP DATABASE callvault WITH (FORCE)");
        sql("postgres", "CREATE DATABASE callvault OWNER recorder");
        Thread other = Thread.ofVirtual().start(() -> {
            try (Catalog second = Catalog.open(Path.of(""), settings(), "node-2")) {
                second.page(PageRequest.first(1));
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        catalog = reopened();
        other.join();
        assertThat(catalog.page(new PageRequest(1, Optional.empty(), SearchFilter.NONE))
                        .items())
                .isEmpty();
    }
}
