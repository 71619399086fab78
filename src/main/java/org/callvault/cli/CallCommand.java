package org.callvault.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import org.callvault.cli.demo.SpeechLike;
import org.callvault.cli.src.AudioSource;
import org.callvault.cli.src.CallPlan;
import org.callvault.cli.src.CallTarget;
import org.callvault.cli.src.Login;
import org.callvault.cli.src.TestCall;
import org.callvault.cli.src.Ulaw;
import org.callvault.cli.verify.G711Wav;
import org.callvault.security.TlsContexts;
import org.callvault.session.signal.SipTransport;
import org.callvault.srtp.SrtpSuite;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
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
    private static final Path DEVELOPMENT_CA = Path.of("data", "certs", "ca.pem");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--to", required = true, paramLabel = "URI", description = "sip:host:port or sips:host:port")
    private String to = "";

    @Option(names = "--transport", description = "${COMPLETION-CANDIDATES}; by default TLS for sips:, TCP for sip:")
    private @Nullable SipTransport transport;

    @ArgGroup
    private Keying keying = new Keying();

    @Option(
            names = "--suite",
            paramLabel = "NAME",
            description = "of SRTP: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})",
            defaultValue = "AES_CM_128_HMAC_SHA1_80")
    private SrtpSuite suite = SrtpSuite.AES_CM_128_HMAC_SHA1_80;

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

    @Option(names = "--counted", description = "send packets that carry their number, for verify --counted")
    private boolean counted;

    @Option(
            names = "--ca",
            paramLabel = "PEM",
            description = "whom to trust with TLS (default: data/certs/ca.pem if there)")
    private @Nullable Path ca;

    @Option(
            names = "--user",
            paramLabel = "NAME",
            description = "whom to authenticate as; the password is in CALLVAULT_PASSWORD")
    private @Nullable String user;

    /** How the streams are keyed. */
    private static final class Keying {
        @Option(names = "--srtp", description = "encrypt the streams, keyed by SDES (the default over TLS)")
        private boolean srtp;

        @Option(names = "--plain", description = "send plain RTP (the default otherwise)")
        private boolean plain;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        CallTarget target = target();
        boolean encrypted = !keying.plain && (keying.srtp || target.transport() == SipTransport.TLS);
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try (TestCall call = TestCall.open(plan(target, encrypted))) {
            Runtime.getRuntime().addShutdownHook(hangUpFirst(call, Thread.currentThread()));
            call.invite();
            out.println("call " + call.callId() + " is being recorded, " + (encrypted ? "SRTP" : "plain RTP") + " over "
                    + target.transport());
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

    private CallPlan plan(CallTarget target, boolean encrypted) throws IOException {
        CallPlan plan = new CallPlan(target, encrypted, sources());
        plan = encrypted ? plan.with(suite) : plan;
        if (user == null) {
            return plan;
        }
        String password = System.getenv("CALLVAULT_PASSWORD");
        if (password == null || password.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "--user needs a password: set CALLVAULT_PASSWORD in the environment");
        }
        return plan.by(new Login(user, password));
    }

    /** An interrupt ends the call as an SBC would: by CANCEL before the answer, by BYE after it. */
    private static Thread hangUpFirst(TestCall call, Thread caller) {
        return new Thread(() -> {
            call.stop();
            try {
                caller.join(HANG_UP_WITHIN);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private CallTarget target() {
        try {
            URI uri = new URI(to.replaceFirst("^(sips?):(?!//)", "$1://"));
            boolean secure = "sips".equals(uri.getScheme());
            if ((!secure && !"sip".equals(uri.getScheme())) || uri.getHost() == null) {
                throw new URISyntaxException(to, "needs sip: or sips: and a host");
            }
            SipTransport by = transport != null ? transport : secure ? SipTransport.TLS : SipTransport.TCP;
            if (secure && by != SipTransport.TLS) {
                throw new ParameterException(spec.commandLine(), "a sips: address is called over TLS only");
            }
            int port = uri.getPort() > 0 ? uri.getPort() : by == SipTransport.TLS ? 5063 : 5060;
            return new CallTarget(
                    uri.getHost(), port, by, by == SipTransport.TLS ? Optional.of(trust()) : Optional.empty());
        } catch (URISyntaxException e) {
            throw new ParameterException(
                    spec.commandLine(), "--to " + to + " is no address; write for example sips:127.0.0.1:5063", e);
        }
    }

    private SSLContext trust() {
        Path authority = ca != null ? ca : DEVELOPMENT_CA;
        if (!Files.isReadable(authority)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "there is no CA certificate at " + authority
                            + ": name the one that signed the recorder's with --ca");
        }
        return TlsContexts.client(authority);
    }

    private List<AudioSource> sources() throws IOException {
        if (counted) {
            int streams = Math.max(2, audio.size());
            return IntStream.range(0, streams).mapToObj(AudioSource::counted).toList();
        }
        if (audio.isEmpty()) {
            return List.of(speech(1, 110), speech(2, 190));
        }
        List<AudioSource> sources = new ArrayList<>();
        for (Path file : audio) {
            sources.add(AudioSource.looped(ulaw(file)));
        }
        return sources;
    }

    private AudioSource speech(long seed, double pitch) {
        return AudioSource.looped(Ulaw.encode(SpeechLike.speak(seed, pitch, 30)));
    }

    private static byte[] ulaw(Path file) throws IOException {
        G711Wav wav = G711Wav.read(file);
        if (wav.channels() != 1 || wav.formatTag() == G711Wav.ALAW) {
            throw new IOException(file + " must be mono, mu-law or 16-bit linear");
        }
        byte[] samples = wav.channel(0);
        if (wav.formatTag() == G711Wav.ULAW) {
            return samples;
        }
        short[] linear = new short[samples.length / 2];
        ByteBuffer.wrap(samples).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(linear);
        return Ulaw.encode(linear);
    }
}
