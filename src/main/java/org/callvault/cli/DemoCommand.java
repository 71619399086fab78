package org.callvault.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.callvault.cli.NodeStarter.RunningNode;
import org.callvault.cli.demo.FinishedRecording;
import org.callvault.cli.demo.SpeechLike;
import org.callvault.cli.src.AudioSource;
import org.callvault.cli.src.CallPlan;
import org.callvault.cli.src.CallTarget;
import org.callvault.cli.src.TestCall;
import org.callvault.cli.src.Ulaw;
import org.callvault.cli.verify.G711Wav;
import org.callvault.cli.verify.SampleComparison;
import org.callvault.cli.verify.VerifiedRecording;
import org.callvault.security.DevelopmentCertificates;
import org.callvault.security.TlsContexts;
import org.callvault.session.signal.SipTransport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code callvault demo}: the whole thing once, small, and checked. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Start a node, record an encrypted test call, and verify the recording sample by sample.",
        footer = {
            "",
            "Everything happens on loopback and in the data directory.",
            "Exit codes: 0 the recording holds exactly what was sent, 1 it does not, 3 the node could not start."
        })
final class DemoCommand implements Callable<Integer> {
    private static final String LOOPBACK = "127.0.0.1";
    private static final int USUAL_TLS_PORT = 5063;
    private static final int USUAL_API_PORT = 8080;
    private static final Duration FINISH_WITHIN = Duration.ofSeconds(60);

    private final NodeStarter starter;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--keep", description = "leave the node running until Ctrl-C")
    private boolean keep;

    @Option(names = "--data", defaultValue = "data/demo", description = "data directory (default: ${DEFAULT-VALUE})")
    private Path data = Path.of("data", "demo");

    @Option(names = "--duration", defaultValue = "8s", description = "length of the call (default: ${DEFAULT-VALUE})")
    private Duration duration = Duration.ofSeconds(8);

    DemoCommand(NodeStarter starter) {
        this.starter = starter;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path directory = data.toAbsolutePath().normalize();
        say("1. making a development CA and a server certificate in " + directory.resolve("certs"));
        DevelopmentCertificates certificates =
                DevelopmentCertificates.create(directory.resolve("certs"), List.of(LOOPBACK, "localhost"));
        int tlsPort = freePort(USUAL_TLS_PORT);
        say("2. starting a node");
        RunningNode node =
                starter.start(directory, settings(directory, certificates, tlsPort), line -> say("   " + line));
        node.listening().forEach(listener -> say("   listening on " + listener));
        boolean holds;
        try {
            holds = recordAndCompare(node, certificates, tlsPort);
        } catch (IOException | RuntimeException | InterruptedException e) {
            node.stop();
            throw e;
        }
        if (keep) {
            ServeCommand.stopOnSignal(node, spec.commandLine().getOut());
            say("the node goes on; stop it with Ctrl-C");
            new CountDownLatch(1).await();
        }
        node.stop();
        return holds ? ExitCodes.OK : ExitCodes.FAILED;
    }

    private boolean recordAndCompare(RunningNode node, DevelopmentCertificates certificates, int tlsPort)
            throws IOException, InterruptedException {
        List<byte[]> voices = List.of(voice(1, 110), voice(2, 190));
        CallTarget target = new CallTarget(
                LOOPBACK, tlsPort, SipTransport.TLS, Optional.of(TlsContexts.client(certificates.caCertificate())));
        say("3. calling sips:" + LOOPBACK + ":" + tlsPort + ": two SRTP streams, AES_CM_128_HMAC_SHA1_80, "
                + duration.toSeconds() + " s of speech-like sound");
        String callId;
        List<Integer> sent;
        try (TestCall call = TestCall.open(new CallPlan(
                target, true, voices.stream().map(AudioSource::looped).toList()))) {
            call.invite();
            call.talk(duration, new ProgressLine(spec.commandLine().getOut()));
            call.hangUp();
            callId = call.callId();
            sent = call.packetsSent();
        }
        say("   hung up after " + sent + " packets");
        say("4. waiting for the finished recording");
        FinishedRecording recording = FinishedRecording.await(node.api(), callId, FINISH_WITHIN);
        say("5. comparing the recording with what was sent, sample by sample");
        boolean holds = compare(node, recording, voices, sent);
        say("   recording  " + recording.directory(node.dataDirectory()));
        say("   in the API " + recording.uri());
        say("   listen     " + recording.uri() + "/audio");
        say(holds ? "The recording holds exactly what was sent." : "THE RECORDING IS NOT WHAT WAS SENT.");
        return holds;
    }

    /** The audio as the API gives it, the files as they lie on disk. */
    private boolean compare(RunningNode node, FinishedRecording recording, List<byte[]> voices, List<Integer> sent)
            throws IOException, InterruptedException {
        VerifiedRecording files = VerifiedRecording.open(recording.directory(node.dataDirectory()));
        files.problems().forEach(problem -> say("   WRONG: " + problem));
        G711Wav audio = G711Wav.parse(recording.audio(), recording.uri() + "/audio");
        boolean holds = files.problems().isEmpty() && audio.channels() == voices.size();
        for (int i = 0; i < Math.min(voices.size(), audio.channels()); i++) {
            byte[] heard = sentBytes(voices.get(i), sent.get(i));
            Optional<String> difference = SampleComparison.difference(heard, audio.channel(i));
            say("   stream " + (i + 1) + ": " + heard.length + " samples, "
                    + difference.map(text -> "WRONG: " + text).orElse("identical"));
            holds &= difference.isEmpty();
        }
        return holds;
    }

    private static byte[] sentBytes(byte[] voice, int packets) {
        AudioSource source = AudioSource.looped(voice);
        byte[] all = new byte[packets * AudioSource.FRAME];
        for (int packet = 0; packet < packets; packet++) {
            System.arraycopy(source.frame(packet), 0, all, packet * AudioSource.FRAME, AudioSource.FRAME);
        }
        return all;
    }

    private static byte[] voice(long seed, double pitch) {
        return Ulaw.encode(SpeechLike.speak(seed, pitch, 30));
    }

    private static Map<String, String> settings(Path directory, DevelopmentCertificates certificates, int tlsPort)
            throws IOException {
        Map<String, String> settings = new HashMap<>();
        settings.put("CALLVAULT_DATA", directory.toString());
        settings.put("CALLVAULT_SIP_BIND", LOOPBACK);
        settings.put("CALLVAULT_PUBLIC_ADDRESS", LOOPBACK);
        settings.put("CALLVAULT_MEDIA_BIND", LOOPBACK);
        settings.put("CALLVAULT_UDP_PORT", "0");
        settings.put("CALLVAULT_TCP_PORT", "0");
        settings.put("CALLVAULT_ADMIN_PORT", Integer.toString(freePort(USUAL_API_PORT)));
        settings.put("ENABLE_TLS", "true");
        settings.put("TLS_PORT", Integer.toString(tlsPort));
        settings.put("TLS_CERT_PATH", certificates.certificate().toString());
        settings.put("TLS_KEY_PATH", certificates.key().toString());
        return settings;
    }

    /** The usual port, or another one where that is taken. */
    private static int freePort(int usual) throws IOException {
        InetAddress loopback = InetAddress.ofLiteral(LOOPBACK);
        try (ServerSocket socket = new ServerSocket(usual, 1, loopback)) {
            return socket.getLocalPort();
        } catch (IOException taken) {
            try (ServerSocket socket = new ServerSocket(0, 1, loopback)) {
                return socket.getLocalPort();
            }
        }
    }

    private void say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
