package org.callvault.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The environment variables that are understood, and the settings they stand for. */
final class EnvironmentNames {
    private static final Map<String, String> PATHS = Map.ofEntries(
            Map.entry("ENABLE_TLS", "callvault.tls.enabled"),
            Map.entry("TLS_PORT", "callvault.tls.port"),
            Map.entry("TLS_CERT_PATH", "callvault.tls.certificate"),
            Map.entry("TLS_KEY_PATH", "callvault.tls.key"),
            Map.entry("TLS_CLIENT_AUTH", "callvault.tls.client-auth"),
            Map.entry("TLS_CLIENT_CA_PATH", "callvault.tls.client-ca"),
            Map.entry("CALLVAULT_DIGEST_USERS", "callvault.digest.users"),
            Map.entry("ENABLE_SRTP", "callvault.media.srtp"),
            Map.entry("CALLVAULT_NODE", "callvault.node.name"),
            Map.entry("CALLVAULT_DATA", "callvault.node.data-directory"),
            Map.entry("CALLVAULT_SIP_BIND", "callvault.sip.bind"),
            Map.entry("CALLVAULT_PUBLIC_ADDRESS", "callvault.sip.public-address"),
            Map.entry("CALLVAULT_UDP_PORT", "callvault.sip.udp-port"),
            Map.entry("CALLVAULT_TCP_PORT", "callvault.sip.tcp-port"),
            Map.entry("CALLVAULT_SDES_OVER_PLAINTEXT", "callvault.media.sdes-over-plaintext"),
            Map.entry("CALLVAULT_MEDIA_BIND", "callvault.media.bind"),
            Map.entry("CALLVAULT_MEDIA_PORT_MIN", "callvault.media.port-min"),
            Map.entry("CALLVAULT_MEDIA_PORT_MAX", "callvault.media.port-max"),
            Map.entry("CALLVAULT_MEDIA_RECEIVE", "callvault.media.receive"),
            Map.entry("CALLVAULT_MEDIA_LANES", "callvault.media.lanes"),
            Map.entry("CALLVAULT_REPORT_INTERVAL", "callvault.media.report-interval"),
            Map.entry("CALLVAULT_FLUSH", "callvault.recording.flush"),
            Map.entry("CALLVAULT_SPOOL_KEY", "callvault.recording.spool-key.value"),
            Map.entry("CALLVAULT_SPOOL_FORMER_KEYS", "callvault.recording.spool-key.former"),
            Map.entry("CALLVAULT_SPOOL_KEYSTORE", "callvault.recording.spool-key.keystore"),
            Map.entry("CALLVAULT_SPOOL_KEYSTORE_PASSWORD", "callvault.recording.spool-key.keystore-password"),
            Map.entry("CALLVAULT_SPOOL_KEYSTORE_PASSWORD_FILE", "callvault.recording.spool-key.keystore-password-file"),
            Map.entry("CALLVAULT_ALTERNATIVE_SPOOL", "callvault.recording.alternative-spool"),
            Map.entry("CALLVAULT_ENCRYPTION", "callvault.recording.encryption"),
            Map.entry("CALLVAULT_RECIPIENTS", "callvault.recording.recipients"),
            Map.entry("CALLVAULT_READER_KEY", "callvault.recording.reader-key"),
            Map.entry("CALLVAULT_SIGNING_CERT_PATH", "callvault.recording.signing.certificate"),
            Map.entry("CALLVAULT_SIGNING_KEY_PATH", "callvault.recording.signing.key"),
            Map.entry("CALLVAULT_TSA_URL", "callvault.recording.time-stamp.url"),
            Map.entry("CALLVAULT_TSA_POLICY", "callvault.recording.time-stamp.policy"),
            Map.entry("CALLVAULT_TSA_CA_PATH", "callvault.recording.time-stamp.certificates"),
            Map.entry("CALLVAULT_FFMPEG", "callvault.recording.ffmpeg"),
            Map.entry("CALLVAULT_MIN_FREE", "callvault.recording.min-free"),
            Map.entry("CALLVAULT_STORE", "callvault.store.kind"),
            Map.entry("CALLVAULT_STORE_DIRECTORY", "callvault.store.directory"),
            Map.entry("CALLVAULT_S3_BUCKET", "callvault.store.s3.bucket"),
            Map.entry("CALLVAULT_S3_PREFIX", "callvault.store.s3.prefix"),
            Map.entry("CALLVAULT_S3_REGION", "callvault.store.s3.region"),
            Map.entry("CALLVAULT_S3_ENDPOINT", "callvault.store.s3.endpoint"),
            Map.entry("CALLVAULT_S3_PLAINTEXT", "callvault.store.s3.plaintext"),
            Map.entry("CALLVAULT_S3_ACCESS_KEY", "callvault.store.s3.access-key"),
            Map.entry("CALLVAULT_S3_SECRET_KEY", "callvault.store.s3.secret-key"),
            Map.entry("CALLVAULT_S3_CA_PATH", "callvault.store.s3.ca"),
            Map.entry("CALLVAULT_S3_OBJECT_LOCK", "callvault.store.s3.object-lock"),
            Map.entry("CALLVAULT_S3_OBJECT_LOCK_PERIOD", "callvault.store.s3.object-lock-period"),
            Map.entry("CALLVAULT_LIVE_UPLOAD", "callvault.store.s3.live-upload"),
            Map.entry("CALLVAULT_CATALOG_URL", "callvault.catalog.url"),
            Map.entry("CALLVAULT_CATALOG_USER", "callvault.catalog.user"),
            Map.entry("CALLVAULT_CATALOG_PASSWORD", "callvault.catalog.password"),
            Map.entry("CALLVAULT_CLUSTER_SEEDS", "callvault.cluster.seeds"),
            Map.entry("CALLVAULT_CLUSTER_ADDRESS", "callvault.cluster.address"),
            Map.entry("CALLVAULT_CLUSTER_PORT", "callvault.cluster.port"),
            Map.entry("CALLVAULT_CLUSTER_BIND", "callvault.cluster.bind"),
            Map.entry("CALLVAULT_CLUSTER_CERT_PATH", "callvault.cluster.tls.certificate"),
            Map.entry("CALLVAULT_CLUSTER_KEY_PATH", "callvault.cluster.tls.key"),
            Map.entry("CALLVAULT_CLUSTER_CA_PATH", "callvault.cluster.tls.authority"),
            Map.entry("CALLVAULT_CLUSTER_PLAINTEXT", "callvault.cluster.allow-plaintext"),
            Map.entry("CALLVAULT_CLUSTER_PROFILE", "callvault.cluster.profile"),
            Map.entry("CALLVAULT_CLUSTER_ZONE", "callvault.cluster.zone"),
            Map.entry("CALLVAULT_ADMIN_BIND", "callvault.admin.bind"),
            Map.entry("CALLVAULT_ADMIN_PORT", "callvault.admin.port"));

    /** Read by the launcher and by the loader itself. */
    private static final List<String> OTHERS = List.of(
            "CALLVAULT_CONFIG",
            "CALLVAULT_JAVA_HOME",
            "CALLVAULT_JAVA_OPTS",
            "CALLVAULT_HOME",
            "CALLVAULT_LOG",
            "CALLVAULT_PASSWORD",
            "CALLVAULT_READER_PASSWORD");

    private EnvironmentNames() {}

    /** Setting paths and values; names that begin like ours and are none of ours become problems. */
    static Map<String, String> settingsIn(Map<String, String> environment, String where, List<String> problems) {
        Map<String, String> settings = new TreeMap<>();
        for (Map.Entry<String, String> variable : environment.entrySet()) {
            String name = variable.getKey();
            String path = PATHS.get(name);
            if (path != null) {
                settings.put(path, variable.getValue());
            } else if (name.startsWith("CALLVAULT_") && !OTHERS.contains(name)) {
                problems.add(name + " (" + where + ") is no setting; known ones: " + known());
            }
        }
        return settings;
    }

    /** The variable of a setting, else the setting's own path. */
    static String nameOf(String path) {
        return PATHS.entrySet().stream()
                .filter(entry -> entry.getValue().equals(path))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(path);
    }

    private static String known() {
        List<String> names = new ArrayList<>(PATHS.keySet());
        names.sort(null);
        return String.join(", ", names);
    }
}
