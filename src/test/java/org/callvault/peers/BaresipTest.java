package org.callvault.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.callvault.TestNode;
import org.callvault.cli.demo.SpeechLike;
import org.callvault.cli.src.Ulaw;
import org.callvault.cli.verify.VerifiedRecording;
import org.callvault.session.signal.SipTransport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A phone of other people's that calls the recorder: baresip, which knows nothing of SIPREC, keys its media by SDES or by
 * DTLS, and speaks what is in a file.
 */
@Tag("peers")
class BaresipTest {
    private static final int SECONDS = 3;
    private static final int LEAD_SECONDS = 3;
    private static final int SAMPLES_A_SECOND = 8000;
    private static final int PATIENCE_SECONDS = 60;
    private static final String ENDED = " terminated (duration";
    private static final Path MODULES = Path.of("/usr/lib/baresip/modules");
    private static final Pattern CALL_ID = Pattern.compile("(?m)^Call-ID: (\\S+)\r?$");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"srtp-mand, AES_CM_128_HMAC_SHA1_80", "dtls_srtp, DTLS-SRTP"})
    void whatBaresipSaysIsRecordedToTheLastBit(String encryption, String suite) throws Exception {
        byte[] voice = Ulaw.encode(SpeechLike.speak(5, 130, SECONDS));
        try (TestNode node = TestNode.start(directory, Map.of())) {
            int port = node.target(SipTransport.TLS).port();
            String said = call(encryption, port, voice);
            Matcher callId = CALL_ID.matcher(said);
            assertThat(callId.find()).as(said).isTrue();
            VerifiedRecording recording = node.recordingOf(callId.group(1));
            // Silence may stand around it, as much as the phone took to begin and to hang up.
            assertThat(text(recording.audio().channel(0)).indexOf(text(voice)))
                    .as("where in what was heard the voice is")
                    .isNotNegative();
            assertThat(recording.manifest().flags()).contains("not_siprec");
            // Its last reports go out in the clear, when its keys are gone.
            Heard.nothingMissing(recording, suite, 2);
        }
    }

    /** Can be searched; a wave file has no negative zero, which G.711 has. */
    private static String text(byte[] samples) {
        return new String(samples, StandardCharsets.ISO_8859_1).replace('\u007f', '\u00ff');
    }

    /** Calls, speaks, and hangs up; what it printed. */
    private String call(String encryption, int port, byte[] voice) throws Exception {
        // Silence first: what it would say while DTLS shakes hands is not sent.
        byte[] sound = new byte[SAMPLES_A_SECOND * LEAD_SECONDS + voice.length];
        Arrays.fill(sound, (byte) 0xFF);
        System.arraycopy(voice, 0, sound, sound.length - voice.length, voice.length);
        Path raw = Files.write(directory.resolve("voice.ul"), sound);
        Path wave = directory.resolve("voice.wav");
        String _ = ForeignProgram.run(
                "ffmpeg",
                "-loglevel",
                "error",
                "-f",
                "mulaw",
                "-ar",
                "8000",
                "-ac",
                "1",
                "-i",
                raw.toString(),
                wave.toString());
        Path home = Files.createDirectory(directory.resolve("baresip"));
        Files.writeString(home.resolve("config"), """
                poll_method epoll
                sip_listen 127.0.0.1:0
                audio_source aufile,%s
                audio_player aubridge,nobody
                audio_alert aubridge,nobody
                ausrc_srate 8000
                auplay_srate 8000
                rtp_ports 31000-31100
                rtcp_mux no
                module_path %s
                module g711.so
                module aufile.so
                module aubridge.so
                module srtp.so
                module dtls_srtp.so
                module menu.so
                module account.so
                """.formatted(wave, MODULES));
        Files.writeString(
                home.resolve("accounts"),
                "<sip:src@127.0.0.1>;regint=0;audio_codecs=PCMU/8000/1;mediaenc=" + encryption + "\n");
        Files.writeString(home.resolve("contacts"), "");
        return ForeignProgram.runUntil(
                ENDED,
                "baresip",
                "-s",
                "-f",
                home.toString(),
                "-e",
                "/dial sip:record@127.0.0.1:" + port + ";transport=tls",
                "-t",
                Integer.toString(PATIENCE_SECONDS));
    }
}
