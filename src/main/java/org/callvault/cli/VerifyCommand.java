package org.callvault.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.callvault.cli.verify.CountedCheck;
import org.callvault.cli.verify.G711Wav;
import org.callvault.cli.verify.VerifiedRecording;
import org.callvault.recording.RecordingJson;
import org.callvault.recording.manifest.Manifest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code callvault verify}: a recording against its manifest and, if counted, against what was sent. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = "Verify a recording: every file against the manifest's SHA-256.",
        footer = {"", "Exit codes: 0 all is as it should be, 1 something is not, 2 wrong use."})
final class VerifyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "RECORDING", description = "directory of a recording, or a file in it")
    private Path recording = Path.of("");

    @Option(names = "--counted", description = "report every missing, repeated or altered packet of a counted call")
    private boolean counted;

    @Mixin
    private KeyOption key = new KeyOption();

    @Option(names = "--json", description = "answer in JSON")
    private boolean json;

    /** The answer in JSON. */
    record Report(String recording, boolean verified, List<String> problems, List<CountedCheck> streams) {}

    @Override
    public Integer call() throws IOException {
        VerifiedRecording verified = VerifiedRecording.open(recording);
        List<String> problems = new ArrayList<>(verified.problems());
        List<CountedCheck> streams = counted ? count(verified, problems) : List.of();
        Report report = new Report(verified.manifest().recording(), problems.isEmpty(), problems, streams);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(new String(RecordingJson.writePretty(report), StandardCharsets.UTF_8));
        } else {
            print(out, verified.manifest(), report);
        }
        return report.verified() ? ExitCodes.OK : ExitCodes.FAILED;
    }

    private List<CountedCheck> count(VerifiedRecording verified, List<String> problems) throws IOException {
        G711Wav audio = verified.audio(key.load());
        if (audio.formatTag() != G711Wav.ULAW) {
            throw new IOException("only a mu-law recording can be counted");
        }
        List<CountedCheck> streams = new ArrayList<>();
        for (int channel = 0; channel < audio.channels(); channel++) {
            CountedCheck check = CountedCheck.of(audio.channel(channel));
            streams.add(check);
            if (!check.clean()) {
                problems.add("channel " + channel + ": " + check.found() + " packets, missing " + check.missing()
                        + ", repeated " + check.repeated() + ", altered " + check.altered() + ", foreign "
                        + check.foreign());
            }
        }
        return streams;
    }

    private static void print(PrintWriter out, Manifest manifest, Report report) {
        out.println("recording " + manifest.recording() + ", " + manifest.state() + ", " + manifest.startedAt() + " to "
                + manifest.endedAt());
        for (int channel = 0; channel < report.streams().size(); channel++) {
            CountedCheck check = report.streams().get(channel);
            out.println("channel " + channel + ": stream " + check.stream() + ", " + check.found() + " packets"
                    + (check.clean() ? ", none missing, repeated or altered" : ""));
        }
        report.problems().forEach(problem -> out.println("WRONG: " + problem));
        out.println(
                report.verified()
                        ? "GREEN: " + manifest.files().size() + " files are as the manifest says"
                        : "RED: this recording is not what it should be");
    }
}
