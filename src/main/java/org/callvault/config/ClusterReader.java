package org.callvault.config;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.callvault.config.ClusterSettings.Profile;

/** Reads how nodes find and trust each other. */
final class ClusterReader {
    private static final Pattern SEED = Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+):([1-9][0-9]{0,4})");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]+");
    private static final Pattern ZONE = Pattern.compile("[A-Za-z0-9._-]{0,64}");

    private final SettingValues values;
    private final List<String> problems;

    ClusterReader(SettingValues values, List<String> problems) {
        this.values = values;
        this.problems = problems;
    }

    /** What it says of a node that is alone is not looked at. */
    ClusterSettings read(Settings.Catalog catalog) {
        List<String> seeds = values.texts("cluster.seeds");
        if (seeds.isEmpty()) {
            return ClusterSettings.NONE;
        }
        seeds.forEach(this::checkSeed);
        if (catalog.isEmbedded()) {
            problems.add(
                    "CALLVAULT_CLUSTER_SEEDS makes this node one of several, but CALLVAULT_CATALOG_URL is empty: nodes"
                            + " share their catalog, so name a PostgreSQL, or remove the seeds to run one node alone");
        }
        String address = host("cluster.address");
        String bind = values.text("cluster.bind").isEmpty() ? "" : values.address("cluster.bind");
        Optional<ClusterSettings.Tls> tls = tls();
        if (tls.isEmpty() && !isLoopback(address, bind) && !values.bool("cluster.allow-plaintext")) {
            problems.add(
                    values.shown("cluster.address") + " is not on loopback and CALLVAULT_CLUSTER_CERT_PATH is not set:"
                            + " keys of calls would travel in the clear. Name certificate, key and authority (callvault certs"
                            + " cluster makes them), or set CALLVAULT_CLUSTER_PLAINTEXT=true where the network itself is encrypted");
        }
        return new ClusterSettings(
                seeds, address, values.number("cluster.port", 1, 65_535), bind, tls, profile(), zone());
    }

    private void checkSeed(String seed) {
        if (!SEED.matcher(seed).matches()) {
            problems.add("CALLVAULT_CLUSTER_SEEDS: \"" + seed + "\" must be host:port, for example 192.0.2.11:25520");
        }
    }

    private String host(String path) {
        String host = values.text(path).strip();
        if (host.contains(":")) {
            return values.address(path);
        }
        if (!HOST.matcher(host).matches()) {
            problems.add(values.shown(path) + " must be an IP address or a host name");
        }
        return host;
    }

    private Optional<ClusterSettings.Tls> tls() {
        Optional<Path> certificate = values.file("cluster.tls.certificate");
        Optional<Path> key = values.file("cluster.tls.key");
        Optional<Path> authority = values.file("cluster.tls.authority");
        if (certificate.isEmpty() && key.isEmpty() && authority.isEmpty()) {
            return Optional.empty();
        }
        if (certificate.isEmpty() || key.isEmpty() || authority.isEmpty()) {
            problems.add("CALLVAULT_CLUSTER_CERT_PATH, CALLVAULT_CLUSTER_KEY_PATH and CALLVAULT_CLUSTER_CA_PATH belong"
                    + " together: give all three, or none");
            return Optional.empty();
        }
        return Optional.of(new ClusterSettings.Tls(certificate.get(), key.get(), authority.get()));
    }

    private Profile profile() {
        return switch (values.text("cluster.profile").toLowerCase(Locale.ROOT)) {
            case "fast" -> Profile.FAST;
            case "slow" -> Profile.SLOW;
            default -> {
                problems.add(values.shown("cluster.profile") + " must be fast or slow");
                yield Profile.FAST;
            }
        };
    }

    private String zone() {
        String zone = values.text("cluster.zone").strip();
        if (!ZONE.matcher(zone).matches()) {
            problems.add(values.shown("cluster.zone") + " must be up to 64 letters, digits, dots and hyphens");
        }
        return zone;
    }

    /** A name is none: who knows what it stands for tomorrow. */
    private static boolean isLoopback(String address, String bind) {
        return isLoopback(address) && (bind.isEmpty() || isLoopback(bind));
    }

    private static boolean isLoopback(String address) {
        try {
            return InetAddress.ofLiteral(address).isLoopbackAddress();
        } catch (IllegalArgumentException name) {
            return false;
        }
    }
}
