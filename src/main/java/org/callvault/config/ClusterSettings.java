package org.callvault.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Several nodes that share calls.
 *
 * @param seeds "host:port" of the nodes that are asked to let this one in; empty: it is alone
 * @param address where the others reach this one
 * @param bind what is bound, where that differs; empty otherwise
 * @param tls what nodes show each other; empty for traffic in the clear
 * @param profile how soon a silent node is given up
 * @param zone what fails at once with this node; empty where nobody says
 */
public record ClusterSettings(
        List<String> seeds, String address, int port, String bind, Optional<Tls> tls, Profile profile, String zone) {
    /** Alone, without any setting. */
    public static final ClusterSettings NONE =
            new ClusterSettings(List.of(), "127.0.0.1", 0, "", Optional.empty(), Profile.FAST, "");

    public ClusterSettings {
        seeds = List.copyOf(seeds);
    }

    public boolean isAlone() {
        return seeds.isEmpty();
    }

    /** PEM files: RSA certificate and key of the node, and the authority that vouches for every node of the cluster. */
    public record Tls(Path certificate, Path key, Path authority) {}

    /** How soon a node that is silent is given up. */
    public enum Profile {
        /** Taken over within 5 to 8 s: for machines that have processors to spare. */
        FAST,
        /** Within 25 to 35 s: for machines, disks or networks that stop for seconds now and then. */
        SLOW
    }
}
