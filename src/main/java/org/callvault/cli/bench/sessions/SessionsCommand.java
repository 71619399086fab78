package org.callvault.cli.bench.sessions;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.callvault.cli.ExitCodes;
import org.callvault.cluster.LiveSessionTable;
import org.callvault.config.InvalidSettings;
import org.callvault.config.Settings;
import org.callvault.config.SettingsLoader;
import org.callvault.recording.RecordingDescription;
import org.callvault.recording.Recordings;
import org.callvault.recording.catalog.Catalog;
import org.callvault.recording.catalog.CatalogException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code callvault bench sessions}. */
@Command(
        name = "sessions",
        mixinStandardHelpOptions = true,
        description = {
            "Run a cluster of three nodes in this process with so many sessions, without media: set them up, let one node",
            "leave, ask for each session, end them. Says what placement, rows and hand-over cost, and whether they held.",
            "The rows are in a database of its own in a temporary directory, or in the PostgreSQL that",
            "CALLVAULT_CATALOG_URL names, which must hold no recordings."
        },
        footer = {
            "",
            "Exit codes: 0 all held, 1 not all did.",
            "",
            "Example: callvault bench sessions --sessions 20000 2>bench.log"
        })
public final class SessionsCommand implements Callable<Integer> {
    private static final List<String> NAMES = List.of("node-1", "node-2", "node-3");
    private static final String COUNT = "count";
    private static final List<String> CATALOGS = List.of(NAMES.get(0), NAMES.get(1), NAMES.get(2), COUNT);
    private static final String HERE = "127.0.0.1";
    private static final Duration KNOWN_WITHIN = Duration.ofSeconds(60);
    private static final Duration ENDED_WITHIN = Duration.ofSeconds(30);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--sessions",
            paramLabel = "N",
            description = "how many live at a time (default: ${DEFAULT-VALUE})",
            defaultValue = "20000")
    private int sessions;

    @Option(
            names = "--time",
            description = "how long they live before a node leaves (default: ${DEFAULT-VALUE})",
            defaultValue = "30s")
    private Duration time = Duration.ZERO;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (sessions < 3) {
            throw new ParameterException(spec.commandLine(), "--sessions must be at least 3, one for each node");
        }
        PrintWriter out = spec.commandLine().getOut();
        Path directory = Files.createTempDirectory("callvault-bench");
        SessionsReport report = new SessionsReport(out);
        List<Catalog> catalogs = new ArrayList<>();
        try {
            open(directory, catalogs);
            run(catalogs, directory, report);
        } catch (CatalogException | InvalidSettings unusable) {
            throw new ParameterException(spec.commandLine(), String.valueOf(unusable.getMessage()), unusable);
        } finally {
            catalogs.forEach(Catalog::close);
            delete(directory);
        }
        return report.held() ? ExitCodes.OK : ExitCodes.FAILED;
    }

    /** Each node has its own connections to a PostgreSQL, and so has the count. The embedded one can be opened once only. */
    private void open(Path directory, List<Catalog> catalogs) throws IOException {
        Settings.Catalog settings =
                SettingsLoader.load(directory, System.getenv()).settings().catalog();
        for (String name : settings.isEmbedded() ? List.of(COUNT) : CATALOGS) {
            catalogs.add(Catalog.open(directory, settings, name));
        }
        if (!catalogs.getFirst().live().isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "the database that CALLVAULT_CATALOG_URL names is in use: name an empty one");
        }
    }

    private void run(List<Catalog> catalogs, Path directory, SessionsReport report)
            throws IOException, InterruptedException {
        List<BareNode> nodes = nodes(directory);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            all(nodes, BareNode::join).join();
            List<BareSrc> srcs = List.of(new BareSrc(NAMES.get(0)), new BareSrc(NAMES.get(1)));
            for (int at = 0; at < nodes.size(); at++) {
                Catalog catalog = catalogs.get(at % catalogs.size());
                // Requests to SRCs go out at a frontend; the node that will leave has none.
                BareSrc src = srcs.get(at % srcs.size());
                var sharding =
                        nodes.get(at).start(LiveSessionTable.of(catalog), new CatalogOnly(catalog, threads), src);
                if (at < srcs.size()) {
                    src.connected(sharding, nodes.get(at).frontend(src));
                }
            }
            if (!SessionsRound.until(
                    () -> nodes.stream().allMatch(node -> node.known() == NAMES.size()), KNOWN_WITHIN)) {
                throw new IOException("the nodes do not find each other");
            }
            new SessionsRound(nodes, srcs, LiveSessionTable.of(catalogs.getLast()), report).run(sessions, time);
        } finally {
            all(nodes, BareNode::end)
                    .completeOnTimeout(null, ENDED_WITHIN.toSeconds(), TimeUnit.SECONDS)
                    .join();
        }
    }

    private static CompletableFuture<Void> all(List<BareNode> nodes, Function<BareNode, CompletionStage<?>> step) {
        return CompletableFuture.allOf(nodes.stream()
                .map(step)
                .map(CompletionStage::toCompletableFuture)
                .toArray(CompletableFuture<?>[]::new));
    }

    private static List<BareNode> nodes(Path directory) throws IOException {
        List<Integer> ports = new ArrayList<>();
        for (String _ : NAMES) {
            ports.add(freePort());
        }
        String seeds =
                String.join(",", ports.stream().map(port -> HERE + ':' + port).toList());
        List<BareNode> nodes = new ArrayList<>();
        for (int at = 0; at < NAMES.size(); at++) {
            nodes.add(new BareNode(NAMES.get(at), settings(directory, NAMES.get(at), seeds, ports.get(at))));
        }
        return nodes;
    }

    /** As a node of a cluster has it; but one stop of this process stops all three, and none must be given up for that. */
    private static SettingsLoader.Loaded settings(Path directory, String name, String seeds, int port) {
        Map<String, String> settings = new HashMap<>();
        settings.put("CALLVAULT_NODE", name);
        // Several nodes must name one; the rows here are in another.
        settings.put("CALLVAULT_CATALOG_URL", "jdbc:postgresql://database.invalid/none");
        settings.put("CALLVAULT_CLUSTER_SEEDS", seeds);
        settings.put("CALLVAULT_CLUSTER_ADDRESS", HERE);
        settings.put("CALLVAULT_CLUSTER_PROFILE", "slow");
        settings.put("CALLVAULT_CLUSTER_PORT", Integer.toString(port));
        return SettingsLoader.load(directory, settings);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral(HERE))) {
            return socket.getLocalPort();
        }
    }

    /** The catalog's part of a recording is real; there is nothing to finish. */
    private record CatalogOnly(Catalog catalog, ExecutorService threads) implements Recordings {
        @Override
        public CompletionStage<Void> begin(RecordingDescription description) {
            return CompletableFuture.runAsync(() -> catalog.insertLive(description), threads);
        }

        @Override
        public CompletionStage<Void> finish(RecordingDescription description) {
            return CompletableFuture.runAsync(() -> catalog.markFailed(description.id()), threads);
        }
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
