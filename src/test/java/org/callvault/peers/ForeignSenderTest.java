package org.callvault.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.callvault.LiveSrc;
import org.callvault.TestNode;
import org.callvault.cli.demo.SpeechLike;
import org.callvault.cli.src.Ulaw;
import org.callvault.cli.verify.VerifiedRecording;
import org.callvault.session.signal.SipTransport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Streams that other people's programs encrypt: ffmpeg's own SRTP, GStreamer and a sender over libsrtp. */
@Tag("peers")
class ForeignSenderTest {
    private static final int SECONDS = 3;

    @TempDir
    private Path directory;

    /** With short tags its SRTCP is not authentic: RFC 4568, 6.2 has 80 bits there, and ffmpeg 32. */
    @ParameterizedTest
    @CsvSource({"AES_CM_128_HMAC_SHA1_80, 0", "AES_CM_128_HMAC_SHA1_32, 1"})
    void whatFfmpegEncryptsIsRecordedToTheLastBit(String suite, long strangeReports) throws Exception {
        byte[] voice = Ulaw.encode(SpeechLike.speak(3, 150, SECONDS));
        Path file = Files.write(directory.resolve("voice.ul"), voice);
        VerifiedRecording recording = record(
                suite,
                30,
                (port, key) -> ForeignProgram.run(
                        "ffmpeg",
                        "-hide_banner",
                        "-loglevel",
                        "error",
                        "-re",
                        "-f",
                        "mulaw",
                        "-ar",
                        "8000",
                        "-ac",
                        "1",
                        "-i",
                        file.toString(),
                        "-c:a",
                        "copy",
                        "-f",
                        "rtp",
                        "-srtp_out_suite",
                        suite,
                        "-srtp_out_params",
                        Base64.getEncoder().encodeToString(key),
                        "srtp://127.0.0.1:" + port));
        Heard.whole(recording, suite, voice, strangeReports);
    }

    @ParameterizedTest
    @CsvSource({
        "AES_CM_128_HMAC_SHA1_80, 30, aes-128-icm, hmac-sha1-80",
        "AES_CM_128_HMAC_SHA1_32, 30, aes-128-icm, hmac-sha1-32",
        "AES_256_CM_HMAC_SHA1_80, 46, aes-256-icm, hmac-sha1-80",
        "AEAD_AES_128_GCM, 28, aes-128-gcm, null",
        "AEAD_AES_256_GCM, 44, aes-256-gcm, null"
    })
    void whatGstreamerEncryptsIsRecordedToTheLastBit(String suite, int keyBytes, String cipher, String tag)
            throws Exception {
        byte[] voice = Ulaw.encode(SpeechLike.speak(4, 120, SECONDS));
        Path file = Files.write(directory.resolve("voice.ul"), voice);
        VerifiedRecording recording = record(
                suite,
                keyBytes,
                (port, key) -> ForeignProgram.run(
                        "gst-launch-1.0",
                        "-q",
                        "filesrc",
                        "location=" + file,
                        "!",
                        "rawaudioparse",
                        "format=mulaw",
                        "sample-rate=8000",
                        "num-channels=1",
                        "!",
                        "rtppcmupay",
                        "min-ptime=20000000",
                        "max-ptime=20000000",
                        "!",
                        "srtpenc",
                        "key=" + HexFormat.of().formatHex(key),
                        "rtp-cipher=" + cipher,
                        "rtp-auth=" + tag,
                        "rtcp-cipher=" + cipher,
                        "rtcp-auth=" + tag,
                        "!",
                        "udpsink",
                        "host=127.0.0.1",
                        "port=" + port,
                        "sync=true"));
        Heard.whole(recording, suite, voice, 0);
    }

    /** It sends a tone that begins anew with each second. */
    @Test
    void whatLibsrtpEncryptsIsRecordedToTheLastBit() throws Exception {
        Path floor = Path.of("src/bench/floor").toAbsolutePath();
        assertThat(ForeignProgram.run("make", "-s", "-C", floor.toString(), "srtpblast"))
                .isEmpty();
        VerifiedRecording recording = record(
                "AES_CM_128_HMAC_SHA1_80",
                30,
                (port, key) -> ForeignProgram.run(
                        List.of(floor.resolve("srtpblast").toString(), "-t", "" + SECONDS, "-f", "/dev/stdin"),
                        (port + " " + Base64.getEncoder().encodeToString(key) + " 0x1234abcd 127.0.0.1\n")
                                .getBytes(StandardCharsets.US_ASCII)));
        byte[] heard = recording.audio().channel(0);
        assertThat(heard).hasSize(8000 * SECONDS);
        assertThat(Arrays.copyOfRange(heard, 8000, 16_000))
                .isEqualTo(Arrays.copyOfRange(heard, 0, 8000))
                .isEqualTo(Arrays.copyOfRange(heard, 16_000, 24_000));
        assertThat(Arrays.equals(heard, 0, 4000, heard, 1, 4001))
                .as("a constant")
                .isFalse();
        assertThat(recording.manifest().streams())
                .singleElement()
                .satisfies(stream -> assertThat(stream.packets().received()).isEqualTo(50 * SECONDS));
        Heard.nothingMissing(recording, "AES_CM_128_HMAC_SHA1_80", 0);
    }

    /** Sends until the end of what there is. */
    private interface Sender {
        void send(int port, byte[] key) throws Exception;
    }

    /** A call with one stream under that suite. */
    private VerifiedRecording record(String suite, int keyBytes, Sender sender) throws Exception {
        byte[] key = new byte[keyBytes];
        new Random(keyBytes).nextBytes(key);
        String offer = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
                + "m=audio 30000 RTP/SAVP 0\r\na=label:1\r\na=sendonly\r\na=crypto:1 " + suite + " inline:"
                + Base64.getEncoder().encodeToString(key) + "\r\n";
        try (TestNode node = TestNode.start(directory, Map.of());
                LiveSrc src = LiveSrc.over(node, SipTransport.TLS)) {
            String answer = src.record("Require: siprec\r\nContent-Type: application/sdp\r\n", offer);
            sender.send(LiveSrc.ports(answer).getFirst(), key);
            return src.hangUp();
        }
    }
}
