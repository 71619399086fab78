package org.callvault.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.callvault.cli.NodeStarter.StartFailed;
import org.callvault.cli.bench.BenchCommand;
import org.callvault.cli.certs.CertsCommand;
import org.callvault.cli.keys.KeysCommand;
import org.callvault.cli.life.ApproveCommand;
import org.callvault.cli.life.EraseCommand;
import org.callvault.cli.life.HoldCommand;
import org.callvault.cli.life.RetainCommand;
import org.callvault.cli.reconcile.ReconcileCommand;
import org.callvault.cli.recordings.DecryptCommand;
import org.callvault.cli.recordings.ExportCommand;
import org.callvault.cli.recordings.FetchCommand;
import org.callvault.cli.recordings.RenderCommand;
import org.callvault.cli.recordings.VerifyCommand;
import org.callvault.cli.src.CallFailed;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** {@code callvault}: the commands and what they have in common. */
@Command(
        name = "callvault",
        mixinStandardHelpOptions = true,
        versionProvider = CallvaultCommand.Version.class,
        description = "A SIPREC session recording server (RFC 7866).",
        footer = {
            "",
            "Start with: callvault demo",
            "Exit codes: 0 done, 1 a call or a verification failed, 2 wrong use, 3 a node could not start,",
            "4 a program that is needed is not installed."
        })
public final class CallvaultCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Runs a command line and returns the exit code. */
    public static int run(NodeStarter starter, String... args) {
        return commandLine(starter).execute(args);
    }

    static CommandLine commandLine(NodeStarter starter) {
        return commandLine(starter, System.getenv());
    }

    /** With settings that a node would use here. */
    static CommandLine commandLine(NodeStarter starter, Map<String, String> environment) {
        CommandLine line = new CommandLine(new CallvaultCommand());
        line.addSubcommand(new ServeCommand(starter));
        line.addSubcommand(new DemoCommand(starter));
        line.addSubcommand(new CallCommand());
        line.addSubcommand(new LoadCommand());
        line.addSubcommand(new VerifyCommand(environment));
        line.addSubcommand(new AuditCommand());
        line.addSubcommand(new HoldCommand());
        line.addSubcommand(new RetainCommand());
        line.addSubcommand(new EraseCommand());
        line.addSubcommand(new ApproveCommand());
        line.addSubcommand(new DecryptCommand());
        line.addSubcommand(new ExportCommand());
        line.addSubcommand(new KeysCommand(InstantSource.system(), Path.of("").toAbsolutePath(), environment));
        line.addSubcommand(new ReconcileCommand());
        line.addSubcommand(new FetchCommand(environment));
        line.addSubcommand(new RecoverCommand(environment));
        line.addSubcommand(new RenderCommand(environment));
        line.addSubcommand(new CertsCommand());
        line.addSubcommand(new UsersCommand());
        line.addSubcommand(new BenchCommand());
        line.addSubcommand(new DoctorCommand(Path.of("").toAbsolutePath(), environment));
        line.registerConverter(Duration.class, Durations::parse);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler(CallvaultCommand::explain);
        return line;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    /** What is expected to go wrong is told in a sentence; anything else is a defect and shows where. */
    private static int explain(Exception failure, CommandLine line, ParseResult result) {
        switch (failure) {
            case StartFailed start -> {
                line.getErr().println("callvault cannot start: " + start.getMessage());
                return ExitCodes.CANNOT_START;
            }
            case CallFailed call -> line.getErr().println("the call failed: " + call.getMessage());
            case IOException io -> line.getErr().println(told(io));
            default -> failure.printStackTrace(line.getErr());
        }
        return ExitCodes.FAILED;
    }

    /** Some exceptions of the JDK say nothing but a file name or nothing at all. */
    private static String told(IOException failure) {
        String message = failure.getMessage();
        boolean ours = failure.getClass() == IOException.class
                || failure.getClass().getPackageName().startsWith("org.callvault.");
        return ours && message != null ? message : failure.toString();
    }

    /** The version that the build wrote into the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = CallvaultCommand.class.getPackage().getImplementationVersion();
            return new String[] {"callvault " + (version == null ? "(development)" : version)};
        }
    }
}
