package org.callvault.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.typesafe.config.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How nodes find and trust each other. */
class ClusterSettingsTest {
    private static final Map<String, String> TWO = Map.of(
            "CALLVAULT_NODE", "node-1",
            "CALLVAULT_CATALOG_URL", "jdbc:postgresql://db.example.com/callvault",
            "CALLVAULT_CLUSTER_SEEDS", "192.0.2.11:25520, 192.0.2.12:25520",
            "CALLVAULT_CLUSTER_ADDRESS", "192.0.2.11");

    @TempDir
    private Path directory;

    @BeforeEach
    void files() throws IOException {
        for (String name : List.of("c.pem", "k.pem", "ca.pem")) {
            Files.writeString(directory.resolve(name), "");
        }
    }

    @Test
    void withoutAnySettingANodeIsAloneOnLoopback() {
        SettingsLoader.Loaded loaded = SettingsLoader.load(directory, Map.of());
        assertThat(loaded.settings().cluster()).isEqualTo(ClusterSettings.NONE);
        assertThat(loaded.akka().getString("akka.remote.artery.canonical.hostname"))
                .isEqualTo("127.0.0.1");
        assertThat(loaded.akka().getInt("akka.remote.artery.canonical.port")).isZero();
        assertThat(loaded.akka().getStringList("akka.cluster.seed-nodes")).isEmpty();
    }

    @Test
    void seedsAndCertificatesBecomeACluster() {
        Config akka = load(Map.of()).akka();
        assertThat(akka.getStringList("akka.cluster.seed-nodes"))
                .containsExactly("akka://callvault@192.0.2.11:25520", "akka://callvault@192.0.2.12:25520");
        assertThat(akka.getString("akka.remote.artery.transport")).isEqualTo("tls-tcp");
        assertThat(akka.getString("akka.remote.artery.ssl.ssl-engine-provider")).contains("RotatingKeys");
        assertThat(akka.getString("akka.remote.artery.ssl.rotating-keys-engine.cert-file"))
                .isEqualTo(directory.resolve("c.pem").toString());
        assertThat(akka.getStringList("akka.cluster.roles")).containsExactly("name:node-1");
        assertThat(akka.getString("akka.cluster.split-brain-resolver.stable-after"))
                .isEqualTo("2 s");
    }

    @Test
    void theFirstSeedLooksLongerForTheOthersBeforeItBeginsACluster() {
        assertThat(load(Map.of()).akka().getString("akka.cluster.seed-node-timeout"))
                .isEqualTo("10 s");
        assertThat(load(Map.of("CALLVAULT_CLUSTER_ADDRESS", "192.0.2.12"))
                        .akka()
                        .getString("akka.cluster.seed-node-timeout"))
                .isEqualTo("3 s");
    }

    @Test
    void aMessageOfTheLargestSizeFitsIntoAFrame() {
        Config akka = load(Map.of("CALLVAULT_CONFIG", "large.conf"), "callvault.sip.max-message = 200 KiB")
                .akka();
        assertThat(akka.getBytes("akka.remote.artery.advanced.maximum-frame-size"))
                .isEqualTo(800L << 10);
        assertThat(load(Map.of()).akka().getBytes("akka.remote.artery.advanced.maximum-frame-size"))
                .isEqualTo(256L << 10);
    }

    @Test
    void theSlowProfileWaitsLonger() {
        Config akka = load(Map.of("CALLVAULT_CLUSTER_PROFILE", "slow")).akka();
        assertThat(akka.getString("akka.cluster.split-brain-resolver.stable-after"))
                .isEqualTo("10 s");
        assertThat(akka.getString("akka.cluster.split-brain-resolver.active-strategy"))
                .isEqualTo("keep-majority");
    }

    @Test
    void aZoneIsANameAndMayBeLeftOut() {
        assertThat(load(Map.of()).settings().cluster().zone()).isEmpty();
        assertThat(load(Map.of("CALLVAULT_CLUSTER_ZONE", "eu-central-1a"))
                        .settings()
                        .cluster()
                        .zone())
                .isEqualTo("eu-central-1a");
        assertThat(problems(Map.of("CALLVAULT_CLUSTER_ZONE", "hall 1")))
                .singleElement()
                .asString()
                .contains("hall 1", "must be up to 64 letters");
    }

    @Test
    void aClusterOnTheDatabaseOfOneNodeIsRefused() {
        assertThat(problems(Map.of("CALLVAULT_CATALOG_URL", "")))
                .singleElement()
                .asString()
                .contains("CALLVAULT_CATALOG_URL is empty", "PostgreSQL", "remove the seeds");
    }

    @Test
    void aClusterInTheClearIsRefusedUnlessItIsAllowedOrOnLoopback() {
        Map<String, String> clear = Map.of(
                "CALLVAULT_CLUSTER_CERT_PATH", "", "CALLVAULT_CLUSTER_KEY_PATH", "", "CALLVAULT_CLUSTER_CA_PATH", "");
        assertThat(problems(clear)).singleElement().asString().contains("in the clear", "callvault certs cluster");
        Map<String, String> allowed = new HashMap<>(clear);
        allowed.put("CALLVAULT_CLUSTER_PLAINTEXT", "true");
        assertThat(load(allowed).akka().getString("akka.remote.artery.transport"))
                .isEqualTo("tcp");
        Map<String, String> loopback = new HashMap<>(clear);
        loopback.put("CALLVAULT_CLUSTER_ADDRESS", "127.0.0.2");
        assertThat(load(loopback).settings().cluster().tls()).isEmpty();
        loopback.put("CALLVAULT_CLUSTER_BIND", "0.0.0.0");
        assertThat(problems(loopback)).singleElement().asString().contains("in the clear");
    }

    @Test
    void whatIsIncompleteOrGarbledIsTold() {
        assertThat(problems(Map.of("CALLVAULT_CLUSTER_KEY_PATH", "")))
                .anySatisfy(problem -> assertThat(problem).contains("belong together"));
        assertThat(problems(Map.of("CALLVAULT_CLUSTER_SEEDS", "192.0.2.11")))
                .singleElement()
                .asString()
                .contains("\"192.0.2.11\" must be host:port");
        assertThat(problems(Map.of("CALLVAULT_CLUSTER_PROFILE", "quick")))
                .singleElement()
                .asString()
                .contains("must be fast or slow");
        assertThat(problems(Map.of("CALLVAULT_CLUSTER_ADDRESS", "node 1"))).isNotEmpty();
    }

    private List<String> problems(Map<String, String> more) {
        return catchThrowableOfType(InvalidSettings.class, () -> load(more)).problems();
    }

    private SettingsLoader.Loaded load(Map<String, String> more, String file) {
        try {
            Files.writeString(directory.resolve("large.conf"), file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return load(more);
    }

    private SettingsLoader.Loaded load(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(TWO);
        environment.put("CALLVAULT_CLUSTER_CERT_PATH", "c.pem");
        environment.put("CALLVAULT_CLUSTER_KEY_PATH", "k.pem");
        environment.put("CALLVAULT_CLUSTER_CA_PATH", "ca.pem");
        environment.putAll(more);
        return SettingsLoader.load(directory, environment);
    }
}
