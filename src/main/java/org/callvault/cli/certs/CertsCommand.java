package org.callvault.cli.certs;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.callvault.cli.ExitCodes;
import org.callvault.security.CertificateIssuer;
import org.callvault.security.KeyKind;
import org.callvault.security.PemCredentials;
import org.callvault.security.PemOutput;
import org.callvault.security.PemProblem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code callvault certs}: certificates for trials, and a look at any. */
@Command(
        name = "certs",
        mixinStandardHelpOptions = true,
        description = "Make certificates for trials, or look at certificates.",
        subcommands = {
            CertsCommand.Authority.class,
            CertsCommand.Server.class,
            CertsCommand.Client.class,
            ClusterCertsCommand.class,
            InspectCommand.class
        },
        footer = {
            "",
            "Example: callvault certs ca && callvault certs server --host recorder.example.com --host 192.0.2.10",
            "Nobody outside the trial should trust such an authority; certs/README.md tells how production does it."
        })
public final class CertsCommand implements Runnable {
    private static final Path USUAL_PLACE = Path.of("data", "certs");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "ca, server, client, cluster or inspect is missing");
    }

    /** What all that make certificates have in common. */
    abstract static class Making implements Callable<Integer> {
        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Option(names = "--rsa", description = "RSA of 3072 bits instead of EC P-256")
        private boolean rsa;

        @Option(names = "--days", paramLabel = "DAYS", description = "valid for so long (default: ca 3650, else 365)")
        private int days;

        @Option(names = "--force", description = "overwrite what is there")
        private boolean force;

        KeyKind kind() {
            return rsa ? KeyKind.RSA_3072 : KeyKind.EC_P256;
        }

        Duration life(int usual) {
            if (days < 0) {
                throw wrong("--days must be 1 or more");
            }
            return Duration.ofDays(days == 0 ? usual : days);
        }

        /** The authority in a directory. */
        CertificateIssuer issuer(Path directory) throws IOException {
            try {
                return CertificateIssuer.of(
                        PemCredentials.load(directory.resolve("ca.pem"), directory.resolve("ca.key")),
                        Clock.systemUTC());
            } catch (PemProblem unusable) {
                throw new IOException(
                        unusable.getMessage() + ". Make an authority with: callvault certs ca --out " + directory,
                        unusable);
            }
        }

        /** The names as given, if they can stand in a certificate. */
        List<String> checked(List<String> hosts) {
            for (String host : hosts) {
                if (!CertificateIssuer.canName(host)) {
                    throw wrong("\"" + host + "\" is neither a DNS name nor an IP address");
                }
            }
            return hosts;
        }

        ParameterException wrong(String use) {
            return new ParameterException(spec.commandLine(), use);
        }

        /** Writes BASE.pem and BASE.key; what they hold is made only if they may be written. */
        void write(Path directory, String base, Supplier<PemCredentials> made) throws IOException {
            Path certificate = directory.resolve(base + ".pem");
            Path key = directory.resolve(base + ".key");
            for (Path file : List.of(certificate, key)) {
                if (!force && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                    throw new IOException(file + " is there already; --force overwrites it");
                }
            }
            PemCredentials credentials = made.get();
            PemOutput.directory(directory);
            PemOutput.key(key, credentials);
            PemOutput.certificates(certificate, credentials.chain());
            PrintWriter out = spec.commandLine().getOut();
            out.println("certificate " + certificate);
            out.println("key         " + key + " (mode 0600)");
        }
    }

    /** {@code callvault certs ca}. */
    @Command(name = "ca", mixinStandardHelpOptions = true, description = "Make a certificate authority for trials.")
    static final class Authority extends Making {
        @Option(names = "--out", description = "directory for ca.pem and ca.key (default: data/certs)")
        private Path out = USUAL_PLACE;

        @Option(names = "--name", description = "its common name (default: ${DEFAULT-VALUE})")
        private String name = "Callvault trial CA";

        @Override
        public Integer call() throws IOException {
            Duration life = life(3650);
            write(out, "ca", () -> CertificateIssuer.newAuthority(name, kind(), life, Clock.systemUTC()));
            return ExitCodes.OK;
        }
    }

    /** {@code callvault certs server}. */
    @Command(name = "server", mixinStandardHelpOptions = true, description = "Make a node's certificate.")
    static final class Server extends Making {
        @Option(names = "--ca", description = "directory of ca.pem and ca.key (default: data/certs)")
        private Path ca = USUAL_PLACE;

        @Option(
                names = "--host",
                required = true,
                description = "DNS name or IP address that SBCs call the node by; may be repeated")
        private List<String> hosts = List.of();

        @Option(names = "--out", description = "directory for server.pem and server.key (default: data/certs)")
        private Path out = USUAL_PLACE;

        @Override
        public Integer call() throws IOException {
            List<String> names = checked(hosts);
            Duration life = life(365);
            CertificateIssuer issuer = issuer(ca);
            write(out, "server", () -> issuer.server(names.getFirst(), names, kind(), life));
            return ExitCodes.OK;
        }
    }

    /** {@code callvault certs client}. */
    @Command(name = "client", mixinStandardHelpOptions = true, description = "Make a client's certificate, for an SBC.")
    static final class Client extends Making {
        @Option(names = "--ca", description = "directory of ca.pem and ca.key (default: data/certs)")
        private Path ca = USUAL_PLACE;

        @Option(names = "--name", required = true, description = "its common name, and the name of its files")
        private String name = "";

        @Option(names = "--host", description = "DNS name or IP address that it names too; may be repeated")
        private List<String> hosts = List.of();

        @Option(names = "--out", description = "directory for NAME.pem and NAME.key (default: data/certs)")
        private Path out = USUAL_PLACE;

        @Override
        public Integer call() throws IOException {
            String base = name.replaceAll("[^A-Za-z0-9._-]", "-");
            if (base.isBlank() || base.equals("ca") || base.equals("server")) {
                throw wrong("--name \"" + name + "\" would give its files the name of others");
            }
            List<String> names = checked(hosts);
            Duration life = life(365);
            CertificateIssuer issuer = issuer(ca);
            write(out, base, () -> issuer.client(name, names, kind(), life));
            return ExitCodes.OK;
        }
    }
}
