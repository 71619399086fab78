package org.callvault.cli.certs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.callvault.cli.ExitCodes;
import org.callvault.security.CertificateIssuer;
import org.callvault.security.KeyKind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code callvault certs cluster}: RSA for all, because what carries the traffic between nodes reads no other key. */
@Command(
        name = "cluster",
        mixinStandardHelpOptions = true,
        description =
                "Make what the nodes of a cluster show each other: an authority of their own, once, and a certificate"
                        + " for each node. All certificates carry the cluster's name, by which nodes know their peers.",
        footer = {"", "Example: callvault certs cluster --node node-1 --node node-2 --node node-3"})
final class ClusterCertsCommand extends CertsCommand.Making {
    @Option(names = "--node", required = true, description = "name of a node, and of its files; may be repeated")
    private List<String> nodes = List.of();

    @Option(names = "--cluster", description = "the name that all certificates carry (default: ${DEFAULT-VALUE})")
    private String cluster = "callvault-cluster";

    @Option(
            names = "--out",
            description = "directory for ca.pem, ca.key and each NODE.pem, NODE.key (default: data/cluster-certs)")
    private Path out = Path.of("data", "cluster-certs");

    @Override
    public Integer call() throws IOException {
        List<String> names = checked(nodes);
        if (names.contains("ca")) {
            throw wrong("--node \"ca\" would give its files the name of the authority's");
        }
        Duration life = life(365);
        String shared = checked(List.of(cluster)).getFirst();
        if (!Files.exists(out.resolve("ca.pem"))) {
            write(
                    out,
                    "ca",
                    () -> CertificateIssuer.newAuthority(
                            shared + " CA", KeyKind.RSA_3072, Duration.ofDays(3650), Clock.systemUTC()));
        }
        CertificateIssuer issuer = issuer(out);
        for (String node : names) {
            write(out, node, () -> issuer.server(node, List.of(shared), KeyKind.RSA_3072, life));
        }
        return ExitCodes.OK;
    }
}
