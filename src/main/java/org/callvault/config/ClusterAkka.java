package org.callvault.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.callvault.config.ClusterSettings.Profile;

/** What the settings of a cluster are in Akka's terms; what does not depend on them is in {@code akka-cluster.conf}. */
final class ClusterAkka {
    /** Name of the actor system, which addresses carry. */
    static final String SYSTEM = "callvault";

    /** Begins the role by which nodes know each other's names. */
    static final String NAME_ROLE = "name:";

    /** A message of SIP travels with its header lines apart from its text, in all at most so many times its size. */
    private static final int FRAME_FACTOR = 4;

    private static final int LEAST_FRAME = 256 * 1024;

    /**
     * So long the first of the seeds looks for the others before it begins a cluster, unless they say that they wait for it: longer than
     * their memory of the address that it had before it was started anew.
     */
    private static final String FIRST_SEED_LOOKS_FOR = "10 s";

    private ClusterAkka() {}

    /** Empty for a node that is alone: {@code akka.conf} is made for that. */
    static Config of(Settings settings) {
        ClusterSettings cluster = settings.cluster();
        if (cluster.isAlone()) {
            return ConfigFactory.empty();
        }
        Map<String, Object> values = new HashMap<>();
        values.put("akka.remote.artery.canonical.hostname", cluster.address());
        values.put("akka.remote.artery.canonical.port", cluster.port());
        if (!cluster.bind().isEmpty()) {
            values.put("akka.remote.artery.bind.hostname", cluster.bind());
        }
        values.put("akka.cluster.seed-nodes", seeds(cluster));
        if (cluster.seeds().getFirst().equals(cluster.address() + ":" + cluster.port())) {
            values.put("akka.cluster.seed-node-timeout", FIRST_SEED_LOOKS_FOR);
        }
        values.put("akka.cluster.roles", List.of(NAME_ROLE + settings.node().name()));
        values.put(
                "akka.remote.artery.advanced.maximum-frame-size",
                Math.max(LEAST_FRAME, FRAME_FACTOR * settings.sip().maxMessageBytes()));
        cluster.tls().ifPresent(tls -> values.putAll(tls(tls)));
        Config derived = ConfigFactory.parseMap(values, "cluster settings");
        Config shipped = ConfigFactory.parseResources("akka-cluster.conf");
        return derived.withFallback(
                cluster.profile() == Profile.SLOW
                        ? ConfigFactory.parseResources("akka-cluster-slow.conf").withFallback(shipped)
                        : shipped);
    }

    private static List<String> seeds(ClusterSettings cluster) {
        String scheme = "akka://" + SYSTEM + "@";
        return cluster.seeds().stream().map(seed -> scheme + seed).toList();
    }

    private static Map<String, Object> tls(ClusterSettings.Tls tls) {
        String engine = "akka.remote.artery.ssl.rotating-keys-engine.";
        return Map.of(
                "akka.remote.artery.transport",
                "tls-tcp",
                "akka.remote.artery.ssl.ssl-engine-provider",
                "akka.remote.artery.tcp.ssl.RotatingKeysSSLEngineProvider",
                engine + "cert-file",
                tls.certificate().toString(),
                engine + "key-file",
                tls.key().toString(),
                engine + "ca-cert-file",
                tls.authority().toString());
    }
}
