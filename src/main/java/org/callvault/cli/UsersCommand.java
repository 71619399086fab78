package org.callvault.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.callvault.security.digest.DigestAlgorithm;
import org.callvault.security.digest.UserEntry;
import org.callvault.security.digest.UserFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code callvault users}: who may authenticate by digest. */
@Command(
        name = "users",
        mixinStandardHelpOptions = true,
        description = "Keep the file of users that digest authentication asks for (CALLVAULT_DIGEST_USERS).",
        footer = {
            "",
            "Example: callvault users add sbc7 --file users --password-stdin < password",
            "A running node notices changes. Exit codes: 0 done, 1 there is no such user, 2 wrong use."
        })
final class UsersCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--file", required = true, scope = ScopeType.INHERIT, description = "the users")
    private Path file = Path.of("users");

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "add, remove or list is missing");
    }

    @Command(name = "add", mixinStandardHelpOptions = true, description = "Add a user, or change its password.")
    int add(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--realm", defaultValue = "callvault") String realm,
            @Option(names = "--md5", description = "store an MD5 hash too, for an SRC that knows nothing else")
                    boolean md5,
            @Option(names = "--password-stdin", description = "read the password from standard input")
                    boolean fromInput)
            throws IOException {
        List<UserEntry> entries = new ArrayList<>(others(name, realm));
        String password = password(fromInput);
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            if (algorithm != DigestAlgorithm.MD5 || md5) {
                entries.add(UserEntry.of(name, realm, algorithm, password));
            }
        }
        if (entries.stream().anyMatch(entry -> UserEntry.parse(entry.line()).isEmpty())) {
            throw new ParameterException(
                    spec.commandLine(), "a name has no spaces and no colon, a realm no colon, and neither is too long");
        }
        UserFile.write(file, entries);
        print(name + " may authenticate in the realm " + realm);
        return ExitCodes.OK;
    }

    @Command(name = "remove", mixinStandardHelpOptions = true, description = "Remove a user.")
    int remove(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--realm", defaultValue = "callvault") String realm)
            throws IOException {
        List<UserEntry> left = others(name, realm);
        if (left.size() == entries().size()) {
            spec.commandLine().getErr().println("there is no " + name + " in the realm " + realm);
            return ExitCodes.FAILED;
        }
        UserFile.write(file, left);
        print(name + " is removed");
        return ExitCodes.OK;
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "List users, realms and hashes.")
    int list() {
        TreeMap<String, TreeSet<String>> hashes = new TreeMap<>();
        entries().forEach(entry -> hashes.computeIfAbsent(
                        entry.user() + " in " + entry.realm(), unseen -> new TreeSet<>())
                .add(entry.algorithm().token()));
        hashes.forEach((user, stored) -> print(user + ": " + String.join(", ", stored)));
        return ExitCodes.OK;
    }

    private List<UserEntry> entries() {
        try {
            return Files.exists(file) ? UserFile.read(file) : List.of();
        } catch (UserFile.Problem problem) {
            throw new ParameterException(spec.commandLine(), String.valueOf(problem.getMessage()), problem);
        }
    }

    private List<UserEntry> others(String name, String realm) {
        return entries().stream()
                .filter(entry -> !entry.user().equals(name) || !entry.realm().equals(realm))
                .toList();
    }

    /** Never an argument: those can be seen by everybody on the machine. */
    private String password(boolean fromInput) throws IOException {
        String password = fromInput ? firstLine() : typed();
        if (password.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "the password is empty");
        }
        return password;
    }

    private static String firstLine() throws IOException {
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        return Objects.requireNonNullElse(input.readLine(), "");
    }

    private String typed() {
        return Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .map(console -> console.readPassword("Password: "))
                .map(String::new)
                .orElseThrow(() ->
                        new ParameterException(spec.commandLine(), "there is no terminal: give --password-stdin"));
    }

    private void print(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }
}
