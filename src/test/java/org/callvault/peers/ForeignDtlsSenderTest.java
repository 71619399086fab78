package org.callvault.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.callvault.LiveSrc;
import org.callvault.TestNode;
import org.callvault.cli.demo.SpeechLike;
import org.callvault.cli.src.Ulaw;
import org.callvault.cli.verify.VerifiedRecording;
import org.callvault.dtls.Fingerprint;
import org.callvault.session.signal.SipTransport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Streams that other people's programs key by DTLS and encrypt: GStreamer, and OpenSSL with libsrtp. */
@Tag("peers")
class ForeignDtlsSenderTest {
    private static final int SECONDS = 3;
    private static final Pattern FINGERPRINT = Pattern.compile("(?m)^a=fingerprint:sha-256 ([0-9A-F:]+)\r?$");

    /** The one that has the distribution's packages. */
    private static final String PYTHON = "/usr/bin/python3";

    private static final String KEYED_BY = "DTLS-SRTP";

    private final byte[] voice = Ulaw.encode(SpeechLike.speak(6, 140, SECONDS));

    @TempDir
    private Path directory;

    private Path certificate;
    private Path key;

    @BeforeEach
    void makeIdentity() throws Exception {
        certificate = directory.resolve("cert.pem");
        key = directory.resolve("key.pem");
        String _ = ForeignProgram.run(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-subj",
                "/CN=src",
                "-days",
                "2",
                "-keyout",
                key.toString(),
                "-out",
                certificate.toString());
    }

    @ParameterizedTest
    @CsvSource({"active, client", "passive, server"})
    void whatGstreamerKeysAndEncryptsIsRecordedToTheLastBit(String setup, String role) throws Exception {
        Path pem =
                Files.writeString(directory.resolve("both.pem"), Files.readString(certificate) + Files.readString(key));
        Path file = Files.write(directory.resolve("voice.ul"), voice);
        VerifiedRecording recording = record(setup, (own, theirs, fingerprint) -> assertThat(ForeignProgram.run(
                        PYTHON, resource("dtlssend.py").toString(), role, own, theirs, pem.toString(), file.toString()))
                .isEmpty());
        Heard.whole(recording, KEYED_BY, voice, 0);
    }

    @ParameterizedTest
    @CsvSource({
        "active, client, SRTP_AES128_CM_SHA1_80",
        "active, client, SRTP_AEAD_AES_256_GCM",
        "passive, server, SRTP_AES128_CM_SHA1_32",
        "passive, server, SRTP_AEAD_AES_128_GCM"
    })
    void whatOpensslKeysAndLibsrtpEncryptsIsRecordedToTheLastBit(String setup, String role, String profile)
            throws Exception {
        String program = directory.resolve("dtlssend").toString();
        String source = resource("dtlssend.c").toString();
        assertThat(ForeignProgram.run("cc", "-O1", "-o", program, source, "-lssl", "-lcrypto", "-lsrtp2"))
                .isEmpty();
        VerifiedRecording recording = record(setup, (own, theirs, fingerprint) -> assertThat(ForeignProgram.run(
                        List.of(
                                program,
                                role,
                                own,
                                theirs,
                                profile,
                                certificate.toString(),
                                key.toString(),
                                fingerprint),
                        voice))
                .isEqualTo(profile + "\n"));
        Heard.whole(recording, KEYED_BY, voice, 0);
    }

    /** Shakes hands and sends until the end of what there is. */
    private interface Sender {
        void send(String ownPort, String theirPort, String theirFingerprint) throws Exception;
    }

    /** A call with one stream from such a sender. */
    private VerifiedRecording record(String setup, Sender sender) throws Exception {
        int own = freePort();
        String offer = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio " + own
                + " UDP/TLS/RTP/SAVP 0\r\na=label:1\r\na=sendonly\r\na=rtcp-mux\r\na=setup:" + setup
                + "\r\na=fingerprint:" + fingerprint().text() + "\r\n";
        try (TestNode node = TestNode.start(directory, Map.of());
                LiveSrc src = LiveSrc.over(node, SipTransport.TLS)) {
            String answer = src.record("Require: siprec\r\nContent-Type: application/sdp\r\n", offer);
            Matcher ours = FINGERPRINT.matcher(answer);
            assertThat(ours.find()).as(answer).isTrue();
            sender.send(
                    Integer.toString(own),
                    LiveSrc.ports(answer).getFirst().toString(),
                    Objects.requireNonNull(ours.group(1)));
            return src.hangUp();
        }
    }

    private Fingerprint fingerprint() throws IOException, CertificateException {
        try (InputStream pem = Files.newInputStream(certificate)) {
            byte[] der = CertificateFactory.getInstance("X.509")
                    .generateCertificate(pem)
                    .getEncoded();
            return Fingerprint.of(Fingerprint.Hash.SHA_256, der);
        }
    }

    private static Path resource(String name) throws URISyntaxException {
        return Path.of(Objects.requireNonNull(ForeignDtlsSenderTest.class.getResource(name))
                .toURI());
    }

    private static int freePort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
