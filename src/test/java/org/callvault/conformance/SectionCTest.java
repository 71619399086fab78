package org.callvault.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.callvault.conformance.Offers.MULTIPART;
import static org.callvault.conformance.Offers.SDP;
import static org.callvault.conformance.Offers.SIPREC;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.callvault.LiveSrc;
import org.callvault.TestNode;
import org.callvault.recording.manifest.Manifest;
import org.callvault.rtp.RtpPacket;
import org.callvault.security.CertificateIssuer;
import org.callvault.security.KeyKind;
import org.callvault.security.PemCredentials;
import org.callvault.security.PemOutput;
import org.callvault.session.signal.SipTransport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** RFC 7245: what a recorder and its client may do with each other, against a whole node. */
@ExtendWith(ConformanceReport.class)
class SectionCTest {
    private static final int MOST_PACKETS = 2000;

    private static TestNode node;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        node = TestNode.start(directory, Map.of());
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    @Statement(
            section = "C",
            number = 1,
            source = "RFC 7245, 3.2.3",
            text = "The SRC may pause recording: what is sent meanwhile is not kept")
    void theClientMayPauseRecording() throws Exception {
        String active = Offers.session(Offers.audio("1"));
        try (LiveSrc src = LiveSrc.over(node, SipTransport.TCP);
                DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            int port = LiveSrc.ports(src.record(SIPREC + SDP, active)).getFirst();
            LiveSrc.send(socket, port, 1, 1, 20);
            src.ask("INVITE", SDP, active.replace("a=sendonly", "a=inactive"));
            String paused = "callvault_media_packets_total{outcome=\"paused\"";
            double before = node.counted(paused);
            int sent = 20;
            // What a lane finds in its sockets when it takes up the pause still counts as sent before.
            while (node.counted(paused) < before + 5 && sent < MOST_PACKETS) {
                LiveSrc.send(socket, port, 1, ++sent, 1);
            }
            src.ask("INVITE", SDP, active);
            LiveSrc.send(socket, port, 1, sent + 1, 20);
            Manifest.Packets packets = src.manifest().streams().getFirst().packets();
            assertThat(packets.paused()).isGreaterThanOrEqualTo(5);
            assertThat(packets.received()).isEqualTo(sent + 20 - packets.paused());
        }
    }

    @Test
    @Statement(
            section = "C",
            number = 2,
            source = "RFC 7245, 3.2.4",
            text = "Media may come as one mixed stream: all who speak on it are named")
    void oneStreamMayCarryAllParties() throws Exception {
        String mixed = Offers.recording(
                Offers.call("c"),
                Offers.participant("a", "alice"),
                Offers.participant("b", "bob"),
                Offers.stream("s", "c", "1"),
                Offers.sends("a", "s"),
                Offers.sends("b", "s"));
        try (LiveSrc src = LiveSrc.over(node, SipTransport.TCP)) {
            src.record(SIPREC + MULTIPART, Offers.both(Offers.session(Offers.audio("1")), mixed));
            assertThat(src.manifest().streams())
                    .extracting(Manifest.Stream::participants)
                    .containsExactly(List.of("a", "b"));
        }
    }

    @Test
    @Statement(
            section = "C",
            number = 2,
            source = "RFC 7245, 3.2.4",
            text = "Media may come as a stream for each participant, recorded on channels of their own")
    void eachPartyMayHaveAStreamOfItsOwn() throws Exception {
        String offer = Offers.session(Offers.audio("1"), Offers.audio("2"));
        try (LiveSrc src = LiveSrc.over(node, SipTransport.TCP)) {
            src.record(SIPREC + MULTIPART, Offers.both(offer, Offers.twoParties()));
            List<Manifest.Stream> streams = src.manifest().streams();
            assertThat(streams).extracting(Manifest.Stream::participants).containsExactly(List.of("a"), List.of("b"));
            assertThat(streams).extracting(Manifest.Stream::channel).containsExactly(0, 1);
        }
    }

    @Test
    @Statement(
            section = "C",
            number = 3,
            source = "RFC 7245, 5",
            text = "What is stored is encrypted at least as strongly as it was sent")
    void whatIsStoredIsEncrypted(@TempDir Path own) throws Exception {
        PemCredentials reader =
                CertificateIssuer.newAuthority("reader", KeyKind.EC_P256, Duration.ofDays(90), InstantSource.system());
        Path certificate = own.resolve("reader.pem");
        PemOutput.certificates(certificate, reader.chain());
        byte[] packet = new byte[172];
        new Random(3).nextBytes(packet);
        try (TestNode sealing = TestNode.start(own, Map.of("CALLVAULT_RECIPIENTS", certificate.toString()));
                LiveSrc src = LiveSrc.over(sealing, SipTransport.TCP);
                DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            int port = LiveSrc.ports(src.record(SIPREC + SDP, Offers.session(Offers.audio("1"))))
                    .getFirst();
            RtpPacket.writeHeader(packet, 0, 0, false, 1, 160, 7);
            LiveSrc.send(socket, port, packet);
            Manifest manifest = src.manifest();
            assertThat(manifest.streams().getFirst().packets().received()).isEqualTo(1);
            assertThat(manifest.files())
                    .extracting(Manifest.StoredFile::name)
                    .contains("audio.wav.p7m")
                    .allSatisfy(name -> assertThat(name).endsWith(".p7m"));
            assertThat(filesWith(own.resolve("data"), Arrays.copyOfRange(packet, 12, packet.length)))
                    .isEmpty();
        }
    }

    private static List<Path> filesWith(Path directory, byte[] payload) throws IOException {
        String sought = new String(payload, StandardCharsets.ISO_8859_1);
        List<Path> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(sought)) {
                    found.add(file);
                }
            }
        }
        return found;
    }
}
