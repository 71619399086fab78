package org.callvault.recording.catalog;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.callvault.config.Settings;

/**
 * A PostgreSQL server that will do.
 *
 * @param address host and database, without parameters
 * @param trigrams whether parts of words are found through an index
 */
public record CatalogServer(String address, String version, boolean trigrams) {
    private static final int OLDEST = 13;

    /**
     * Connects and looks; changes nothing.
     *
     * @throws CatalogException that says in a sentence what is wrong
     */
    public static CatalogServer examine(Settings.Catalog settings) {
        String address = settings.url().replaceFirst("^jdbc:", "").replaceFirst("\\?.*$", "");
        try (Connection connection =
                DriverManager.getConnection(settings.url(), CatalogDatabase.properties(settings))) {
            int major = connection.getMetaData().getDatabaseMajorVersion();
            String version = connection.getMetaData().getDatabaseProductVersion();
            if (major < OLDEST) {
                throw new CatalogException(
                        "PostgreSQL " + version + " at " + address + " is too old: " + OLDEST + " or later is needed");
            }
            String encoding = ask(connection, "SHOW server_encoding");
            if (!encoding.equals("UTF8")) {
                throw new CatalogException("the database at " + address + " has the encoding " + encoding
                        + ": make one with ENCODING 'UTF8'");
            }
            String trigrams = ask(connection, "SELECT count(*) FROM pg_available_extensions WHERE name = 'pg_trgm'");
            return new CatalogServer(address, version, !trigrams.equals("0"));
        } catch (SQLException e) {
            throw new CatalogException(sentence(e, address, settings.user()), e);
        }
    }

    private static String ask(Connection connection, String question) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(question)) {
            answer.next();
            return answer.getString(1);
        }
    }

    /** By SQLSTATE (PostgreSQL's appendix A). */
    private static String sentence(SQLException e, String address, String user) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        return switch (state) {
            case "28P01" ->
                "the catalog at " + address + " refuses the password of user \"" + user
                        + "\": set CALLVAULT_CATALOG_PASSWORD";
            case "28000" ->
                "the catalog at " + address + " does not let user \"" + user
                        + "\" in from here: see its pg_hba.conf and CALLVAULT_CATALOG_USER";
            case "3D000" ->
                "there is no such database at " + address
                        + ": make it (CREATE DATABASE), or mend CALLVAULT_CATALOG_URL";
            case "08001", "08004", "08006" ->
                "no PostgreSQL answers at " + address + ": start it, or mend CALLVAULT_CATALOG_URL";
            default -> "the catalog at " + address + " cannot be used: " + e.getMessage();
        };
    }
}
