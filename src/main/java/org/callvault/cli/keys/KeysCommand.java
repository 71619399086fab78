package org.callvault.cli.keys;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.callvault.cli.ExitCodes;
import org.callvault.cli.verify.NodeShelf;
import org.callvault.config.InvalidSettings;
import org.callvault.config.Settings;
import org.callvault.config.SettingsLoader;
import org.callvault.recording.spool.SpoolException;
import org.callvault.recording.spool.SpoolKey;
import org.callvault.recording.spool.SpoolKeys;
import org.callvault.recording.spool.SpoolRewrap;
import org.callvault.recording.spool.key.KeyPlace;
import org.callvault.security.audit.AuditEvent;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code callvault keys}: the keys of a node's spool, and for whom its recordings are sealed. */
@Command(
        name = "keys",
        mixinStandardHelpOptions = true,
        description = "The keys that a node's spool is sealed under, and those that its recordings are sealed for.",
        footer = {
            "",
            "The node's settings say where the keys are, as they do when it starts. rotate and drop need it stopped, and",
            "are written to its audit. They may be cut off and called again.",
            "Exit codes: 0 done, 1 something is left to do, 2 wrong use."
        })
public final class KeysCommand implements Runnable {
    private final InstantSource clock;
    private final Path directory;
    private final Map<String, String> environment;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "data directory of the node, if not the one of the settings")
    private Optional<Path> data = Optional.empty();

    /** Reads the settings that a node would have in a directory with an environment. */
    public KeysCommand(InstantSource clock, Path directory, Map<String, String> environment) {
        this.clock = clock;
        this.directory = directory;
        this.environment = Map.copyOf(environment);
    }

    /** A node's keys and where it needs them. */
    private record Node(Path data, KeyPlace place, List<Path> spools, Settings settings) {}

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "list, rotate, drop or rewrap is missing");
    }

    private Node node() throws IOException {
        try {
            Settings settings = SettingsLoader.load(directory, environment).settings();
            Path at = data.orElse(settings.node().dataDirectory());
            List<Path> spools = new ArrayList<>(List.of(at.resolve("spool")));
            settings.spool().alternative().ifPresent(spools::add);
            return new Node(at, KeyPlace.of(settings.spool().key(), at), List.copyOf(spools), settings);
        } catch (InvalidSettings e) {
            throw new IOException("the settings cannot be used:\n  " + String.join("\n  ", e.problems()), e);
        }
    }

    /** A key that cannot be used is told in a sentence. */
    private static SpoolKeys load(Node node) throws IOException {
        try {
            return node.place().load();
        } catch (SpoolException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Keys, and how many segments need each.")
    int list() throws IOException {
        Node node = node();
        SpoolKeys keys = load(node);
        print("the current key is in " + node.place().described());
        for (String id : keys.ids()) {
            print(id + (id.equals(keys.currentId()) ? " current " : " former ") + segments(node, id) + " segments");
        }
        List<String> missing = KeyPlace.needed(node.spools()).stream()
                .filter(id -> !keys.ids().contains(id))
                .toList();
        missing.forEach(id -> print(id + " is not here, and segments need it"));
        return missing.isEmpty() ? ExitCodes.OK : ExitCodes.FAILED;
    }

    private static long segments(Node node, String id) throws IOException {
        long count = 0;
        for (Path segment : KeyPlace.segments(node.spools())) {
            count += SpoolKeys.idIn(segment).equals(id) ? 1 : 0;
        }
        return count;
    }

    @Command(
            name = "rotate",
            mixinStandardHelpOptions = true,
            description = {
                "Make a new spool key, and wrap the data keys of all segments under it.",
                "The former key stays until it is dropped."
            })
    int rotate(
            @Option(names = "--resume", description = "make no new key: go on where an earlier rotation was cut off")
                    boolean resume)
            throws IOException {
        Node node = node();
        try (StoppedNode _ = StoppedNode.of(node.data());
                KeysAudit audit = KeysAudit.open(node.data(), node.settings(), clock)) {
            SpoolKeys before = load(node);
            if (!resume) {
                SpoolKey made = SpoolKey.random(new SecureRandom());
                Map<String, String> keys = Map.of("former", before.currentId(), "made", made.id());
                audit.keep("keys.rotate", "begun", keys);
                node.place().put(made);
                audit.keep("keys.rotate", AuditEvent.OK, keys);
                print(made.id() + " is the new key, in " + node.place().described());
            }
            return rewrap(node, load(node), audit);
        }
    }

    private int rewrap(Node node, SpoolKeys keys, KeysAudit audit) throws IOException {
        SpoolRewrap rewrap = new SpoolRewrap(keys);
        List<Path> segments = KeyPlace.segments(node.spools());
        int done = 0;
        int left = 0;
        for (Path segment : segments) {
            switch (rewrap.rewrap(segment)) {
                case REWRAPPED -> done++;
                case CURRENT -> {
                    // Nothing to do.
                }
                case FOREIGN -> {
                    left++;
                    print(segment + " needs the key " + SpoolKeys.idIn(segment) + ", which is not here");
                }
            }
        }
        audit.keep(
                "keys.rewrap",
                left == 0 ? AuditEvent.OK : left + " segments need other keys",
                Map.of("key", keys.currentId(), "segments", Integer.toString(done)));
        print(done + " of " + segments.size() + " segments were put under " + keys.currentId());
        if (left > 0) {
            print("put the keys that are missing back, and run callvault keys rotate --resume");
            return ExitCodes.FAILED;
        }
        keys.ids().stream()
                .skip(1)
                .forEach(id -> print(id + " is needed by no segment here: callvault keys drop " + id));
        return ExitCodes.OK;
    }

    @Command(
            name = "drop",
            mixinStandardHelpOptions = true,
            description = {
                "Delete a former spool key that no segment needs.",
                "Segments that were copied elsewhere, as to a store, are not looked at."
            })
    int drop(@Parameters(paramLabel = "KEY", description = "as list names it") String id) throws IOException {
        Node node = node();
        try (StoppedNode _ = StoppedNode.of(node.data());
                KeysAudit audit = KeysAudit.open(node.data(), node.settings(), clock)) {
            SpoolKeys keys = load(node);
            long needed = segments(node, id);
            if (id.equals(keys.currentId()) || needed > 0) {
                throw new IOException("the key " + id + " is needed"
                        + (id.equals(keys.currentId())
                                ? ": it is the current one; callvault keys rotate makes another"
                                : " by " + needed + " segments: callvault keys rotate --resume puts them under"
                                        + " the current one"));
            }
            if (!keys.ids().contains(id)) {
                throw new IOException("there is no key " + id + ": callvault keys list names them");
            }
            audit.keep("keys.drop", "begun", Map.of("key", id));
            node.place().drop(id);
            audit.keep("keys.drop", AuditEvent.OK, Map.of("key", id));
            print(id + " is gone");
            return ExitCodes.OK;
        }
    }

    @Command(
            name = "rewrap",
            mixinStandardHelpOptions = true,
            description = {
                "Give kept recordings other recipients: their content stays, and stays sealed under the same keys.",
                "Needs the key of one of the present recipients; its password comes in CALLVAULT_READER_PASSWORD."
            })
    int rewrap(
            @Option(names = "--key", required = true, paramLabel = "FILE", description = "PEM or PKCS#12") Path key,
            @Option(
                            names = "--recipients",
                            required = true,
                            split = ",",
                            paramLabel = "FILE",
                            description = "PEM certificates of all who shall open them from now on")
                    List<Path> recipients,
            @Option(
                            names = "--recordings",
                            paramLabel = "DIR",
                            description = "the store, if not the one of the settings")
                    Optional<Path> recordings,
            @Option(
                            names = "--store",
                            paramLabel = "STORE",
                            description = "s3://BUCKET/PREFIX or a directory, instead of the one of the settings")
                    Optional<String> store)
            throws IOException {
        if (recordings.isPresent() && store.isPresent()) {
            throw new ParameterException(spec.commandLine(), "give --recordings or --store, not both");
        }
        Node node = node();
        try (StoppedNode _ = StoppedNode.of(node.data());
                KeysAudit audit = KeysAudit.open(node.data(), node.settings(), clock);
                RewrapStore from = recordings.isPresent()
                        ? RewrapStore.directory(recordings.get())
                        : RewrapStore.open(
                                node.data(),
                                store.isPresent()
                                        ? NodeShelf.settings(store, environment)
                                        : node.settings().store())) {
            RewrapRun run = new RewrapRun(
                    from,
                    KeysAudit.signer(node.data(), node.settings(), clock),
                    RewrapRun.key(key, environment),
                    RewrapRun.recipients(recipients),
                    clock);
            audit.keep("recordings.rewrap", "begun", Map.of("recipients", run.recipients(), "store", from.name()));
            RewrapRun.Tally tally = run.all(this::print);
            audit.keep(
                    "recordings.rewrap",
                    tally.failed() == 0 ? AuditEvent.OK : tally.failed() + " recordings could not be",
                    Map.of("recipients", run.recipients(), "recordings", Long.toString(tally.rewrapped())));
            print(tally.rewrapped() + " recordings are sealed for " + run.recipients() + " now, " + tally.current()
                    + " were before, " + tally.clear() + " are not sealed, " + tally.failed() + " could not be done");
            boolean whole =
                    recordings.isPresent() || nothingWaits(from, node.data().resolve("outbox"));
            return whole && tally.failed() == 0 ? ExitCodes.OK : ExitCodes.FAILED;
        }
    }

    private boolean nothingWaits(RewrapStore store, Path outbox) throws IOException {
        long missing = store.missing(outbox);
        if (missing > 0) {
            print(missing + " recordings wait in " + outbox + " and are not delivered yet: let the node run until they"
                    + " are, stop it, and run this again");
        }
        return missing == 0;
    }

    private void print(String line) {
        spec.commandLine().getOut().println(line);
    }
}
