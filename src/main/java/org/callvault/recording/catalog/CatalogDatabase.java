package org.callvault.recording.catalog;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import org.callvault.config.Settings;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** Opens the database, with its tables up to date. */
final class CatalogDatabase {
    private static final String TABLES = "classpath:db/migration/";
    private static final int EMBEDDED_POOL = 4;
    private static final Duration EMBEDDED_WAIT = Duration.ofSeconds(5);

    private CatalogDatabase() {}

    /** The embedded one of one node. Commits are on disk when they return. */
    static HikariDataSource embedded(Path directory) throws IOException {
        Files.createDirectories(directory);
        HikariConfig config = pool(EMBEDDED_POOL, EMBEDDED_WAIT);
        // WRITE_DELAY=0: a commit waits for the disk. The pool closes the database, not a hook at the end of the
        // process.
        config.setJdbcUrl("jdbc:h2:file:" + directory.resolve("catalog").toAbsolutePath()
                + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE");
        HikariDataSource database = null;
        try {
            database = new HikariDataSource(config);
            migrations("h2").dataSource(database).load().migrate();
            return database;
        } catch (FlywayException | PoolInitializationException e) {
            if (database != null) {
                database.close();
            }
            throw new CatalogException("the catalog in " + directory + " cannot be opened", e);
        }
    }

    /** PostgreSQL, which is asked first whether it will do. */
    static HikariDataSource postgres(Settings.Catalog settings) {
        CatalogServer server = CatalogServer.examine(settings);
        try {
            // Not through the pool: new indices of a large catalog take longer than an answer may.
            migrations("postgresql")
                    .dataSource(
                            settings.url(), settings.user(), settings.password().reveal())
                    .load()
                    .migrate();
            return new HikariDataSource(postgresPool(settings));
        } catch (FlywayException | PoolInitializationException e) {
            throw new CatalogException("the tables of the catalog at " + server.address() + " cannot be made", e);
        }
    }

    private static HikariConfig postgresPool(Settings.Catalog settings) {
        HikariConfig config = pool(settings.pool(), settings.connectWithin());
        config.setJdbcUrl(settings.url());
        properties(settings).forEach((name, value) -> config.addDataSourceProperty((String) name, value));
        return config;
    }

    /** How a connection is made; nothing waits for ever. */
    static Properties properties(Settings.Catalog settings) {
        Properties properties = new Properties();
        if (!settings.user().isEmpty()) {
            properties.setProperty("user", settings.user());
        }
        if (!settings.password().reveal().isEmpty()) {
            properties.setProperty("password", settings.password().reveal());
        }
        String connect = seconds(settings.connectWithin());
        properties.setProperty("connectTimeout", connect);
        properties.setProperty("loginTimeout", connect);
        properties.setProperty("socketTimeout", seconds(settings.answerWithin()));
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("ApplicationName", "callvault");
        // Each search is planned for the values that it has: one trunk holds most calls, another has ten.
        properties.setProperty("prepareThreshold", "0");
        return properties;
    }

    private static String seconds(Duration duration) {
        return Long.toString(Math.max(1, duration.toSeconds()));
    }

    private static HikariConfig pool(int most, Duration wait) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("catalog");
        config.setMaximumPoolSize(most);
        config.setConnectionTimeout(wait.toMillis());
        config.setValidationTimeout(Math.max(250, wait.toMillis() / 2));
        return config;
    }

    private static FluentConfiguration migrations(String vendor) {
        return Flyway.configure().locations(TABLES + "common", TABLES + vendor);
    }
}
