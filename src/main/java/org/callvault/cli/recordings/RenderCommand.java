package org.callvault.cli.recordings;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.callvault.cli.ExitCodes;
import org.callvault.cli.verify.VerifiedRecording;
import org.callvault.recording.RecordingJson;
import org.callvault.recording.foreign.Ffmpeg;
import org.callvault.recording.foreign.ForeignDecoder;
import org.callvault.recording.render.KeptRendering;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code callvault render}: the audio of streams that could not be decoded when the call was over. */
@Command(
        name = "render",
        mixinStandardHelpOptions = true,
        description = {
            "Decode what a recording keeps as packets (stream-N.pcapng), with ffmpeg: G.729, AMR, AMR-WB, GSM, iLBC.",
            "Writes one file with all channels of the recording. The recording itself is not changed."
        },
        footer = {
            "",
            "Exit codes: 0 all is decoded, 1 something is not, or the recording is not what it should be, 2 wrong use,",
            "4 ffmpeg is not installed."
        })
public final class RenderCommand implements Callable<Integer> {
    private final Map<String, String> environment;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "RECORDING", description = LocalRecording.PARAMETER)
    private String recording = "";

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "the WAV file to write, which must not be there yet; default: rendered-ID.wav here")
    private @Nullable Path out;

    @Option(
            names = "--ffmpeg",
            paramLabel = "PROGRAM",
            description = "path of the program; default: where the shell finds it")
    private String ffmpeg = Ffmpeg.AUTO;

    @Mixin
    private KeyOption key = new KeyOption();

    @Option(names = "--json", description = "answer in JSON")
    private boolean json;

    /** With an environment, whose PATH is searched. */
    public RenderCommand(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** The answer in JSON. */
    record Report(
            String recording,
            String file,
            int channels,
            int sampleRate,
            long samples,
            List<Integer> rendered,
            List<String> undecoded) {}

    @Override
    public Integer call() throws IOException {
        Optional<ForeignDecoder> decoder = Ffmpeg.of(ffmpeg, environment.getOrDefault("PATH", ""));
        if (decoder.isEmpty()) {
            String where = ffmpeg.equals(Ffmpeg.AUTO) ? "" : " at " + ffmpeg;
            spec.commandLine()
                    .getErr()
                    .println("ffmpeg is not installed" + where
                            + ": install it (on Debian: apt install ffmpeg), or say where it is with --ffmpeg");
            return ExitCodes.PROGRAM_MISSING;
        }
        try (LocalRecording local = LocalRecording.of(recording)) {
            return render(VerifiedRecording.open(local.path()), decoder.get());
        }
    }

    private int render(VerifiedRecording verified, ForeignDecoder decoder) throws IOException {
        if (!verified.problems().isEmpty()) {
            throw new IOException("the recording is not what it should be: "
                    + verified.problems().getFirst());
        }
        String id = verified.manifest().recording();
        Path file = out == null ? Path.of("rendered-" + id + ".wav") : out;
        if (Files.exists(file)) {
            throw new IOException(file + " is there already: give another name with --out");
        }
        KeptRendering.Result result = render(verified, decoder, file);
        print(id, file, result);
        return result.undecoded().isEmpty() ? ExitCodes.OK : ExitCodes.FAILED;
    }

    private KeptRendering.Result render(VerifiedRecording verified, ForeignDecoder decoder, Path file)
            throws IOException {
        try {
            return KeptRendering.render(verified.files(key.load()), decoder, file);
        } catch (ForeignDecoder.Failed failed) {
            throw new IOException(failed.getMessage(), failed);
        }
    }

    private void print(String id, Path file, KeptRendering.Result result) {
        Report report = new Report(
                id,
                file.toString(),
                result.channels(),
                result.sampleRate(),
                result.samples(),
                result.rendered(),
                result.undecoded());
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(new String(RecordingJson.writePretty(report), StandardCharsets.UTF_8));
            return;
        }
        out.println(report.file() + ": " + report.channels() + " channels, " + report.samples() + " samples at "
                + report.sampleRate() + " Hz, streams decoded now: " + report.rendered());
        if (!report.undecoded().isEmpty()) {
            out.println("NOT DECODED: " + String.join(", ", report.undecoded()));
        }
    }
}
