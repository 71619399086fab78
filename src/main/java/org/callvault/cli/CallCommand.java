package org.callvault.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.callvault.cli.demo.SpeechLike;
import org.callvault.cli.src.AudioSource;
import org.callvault.cli.src.CallCodec;
import org.callvault.cli.src.CallPlan;
import org.callvault.cli.src.TestCall;
import org.callvault.cli.verify.G711Wav;
import org.callvault.recording.codec.Law;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code callvault call}: one test call, as an SBC would record it. */
@Command(
        name = "call",
        mixinStandardHelpOptions = true,
        description = "Place a test call: play the part of an SBC that records a conversation of two.",
        footer = {
            "",
            "Example: callvault call --to sips:127.0.0.1:5063 --ca data/certs/ca.pem --counted --duration 10s",
            "Exit codes: 0 the call was taken and ended as planned, 1 it failed, 2 wrong use."
        })
final class CallCommand implements Callable<Integer> {
    private static final Duration HANG_UP_WITHIN = Duration.ofSeconds(5);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private RecorderOptions recorder = new RecorderOptions();

    @Option(
            names = "--audio",
            arity = "1..*",
            paramLabel = "WAV",
            description = "what the parties say, a file each: 8 kHz mono, mu-law or 16-bit; repeated to the end")
    private List<Path> audio = List.of();

    @Option(
            names = "--duration",
            defaultValue = "10s",
            description = "for example 30s or 5m (default: ${DEFAULT-VALUE})")
    private Duration duration = Duration.ofSeconds(10);

    @Option(
            names = "--codec",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}); for G722 give --audio files of "
                    + "nothing but G.722, for example made by: ffmpeg -i in.wav -ar 16000 -ac 1 out.g722")
    private CallCodec codec = CallCodec.PCMU;

    @Option(names = "--counted", description = "send packets that carry their number, for verify --counted")
    private boolean counted;

    @Override
    public Integer call() throws IOException, InterruptedException {
        CallPlan plan = recorder.plan(recorder.target(), sources()).in(codec);
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try (TestCall call = TestCall.open(plan);
                EndedInTime _ = EndedInTime.of(call::stop, HANG_UP_WITHIN)) {
            call.invite();
            out.println("call " + call.callId() + " is being recorded, "
                    + (plan.isEncrypted() ? "SRTP" : "plain RTP") + " over "
                    + plan.target().transport());
            out.flush();
            call.talk(duration, new ProgressLine(err));
            boolean cut = call.endedByRecorder();
            call.hangUp();
            out.println("packets sent: " + call.packetsSent());
            if (cut) {
                out.println("the recorder ended the call");
            }
            return cut ? ExitCodes.FAILED : ExitCodes.OK;
        }
    }

    /** An interrupt ends the call as an SBC would: by CANCEL before the answer, by BYE after it. */
    private List<AudioSource> sources() throws IOException {
        boolean encodedBefore = codec == CallCodec.G722;
        if (counted && codec != CallCodec.PCMU) {
            throw new ParameterException(spec.commandLine(), "--counted needs --codec pcmu");
        }
        if (encodedBefore && audio.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "--codec g722 needs --audio files of G.722");
        }
        if (counted) {
            int streams = Math.max(2, audio.size());
            return IntStream.range(0, streams).mapToObj(AudioSource::counted).toList();
        }
        if (audio.isEmpty()) {
            return List.of(speech(1, 110), speech(2, 190));
        }
        List<AudioSource> sources = new ArrayList<>();
        for (Path file : audio) {
            sources.add(codec.looped(encodedBefore ? encoded(file) : payloads(file)));
        }
        return sources;
    }

    private AudioSource speech(long seed, double pitch) {
        return codec.looped(codec.encode(SpeechLike.speak(seed, pitch, 30)));
    }

    private static byte[] encoded(Path file) throws IOException {
        byte[] coded = Files.readAllBytes(file);
        if (coded.length == 0) {
            throw new IOException(file + " is empty");
        }
        return coded;
    }

    private byte[] payloads(Path file) throws IOException {
        G711Wav wav = G711Wav.read(file);
        if (wav.channels() != 1 || wav.formatTag() == G711Wav.ALAW) {
            throw new IOException(file + " must be mono, mu-law or 16-bit linear");
        }
        byte[] samples = wav.channel(0);
        boolean codes = wav.formatTag() == G711Wav.ULAW;
        if (codes && codec == CallCodec.PCMU) {
            return samples;
        }
        short[] linear = new short[codes ? samples.length : samples.length / 2];
        if (codes) {
            for (int i = 0; i < linear.length; i++) {
                linear[i] = Law.MU.decode(samples[i]);
            }
        } else {
            ByteBuffer.wrap(samples)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asShortBuffer()
                    .get(linear);
        }
        return codec.encode(linear);
    }
}
