package org.callvault.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.callvault.conformance.Offers.SDP;
import static org.callvault.conformance.Offers.SIPREC;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SSLSocket;
import org.callvault.LiveSrc;
import org.callvault.TestNode;
import org.callvault.cli.src.CallTarget;
import org.callvault.recording.manifest.Manifest;
import org.callvault.session.signal.SipTransport;
import org.callvault.sip.Peer;
import org.callvault.sip.Texts;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7866: streams and their media, against a whole node. */
@ExtendWith(ConformanceReport.class)
class SectionAMediaTest {
    private static final String ACTIVE = Offers.session(Offers.audio("1"), Offers.audio("2"));

    private static TestNode node;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        node = TestNode.start(directory, Map.of());
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static LiveSrc src(SipTransport transport) throws Exception {
        return LiveSrc.over(node, transport);
    }

    @Test
    @Statement(
            section = "A",
            number = 8,
            source = "RFC 7866, 8.3.1",
            text = "An answer holds every m-line of its offer, in order; a rejected one has port 0")
    void theAnswerHoldsEveryStreamInOrder() throws Exception {
        String offer = Offers.session(
                Offers.audio("1"),
                "m=video 30010 RTP/AVP 99\r\na=rtpmap:99 H264/90000\r\na=label:v\r\n",
                Offers.audio(30020, "RTP/AVP 77", "a=label:unknown"),
                Offers.audio("2"));
        try (LiveSrc src = src(SipTransport.TCP)) {
            String answer = src.record(SIPREC + SDP, offer);
            List<String> lines =
                    answer.lines().filter(line -> line.startsWith("m=")).toList();
            assertThat(lines).hasSize(4);
            assertThat(lines.get(0)).matches("m=audio [1-9]\\d+ RTP/AVP 0");
            assertThat(lines.get(1)).isEqualTo("m=video 0 RTP/AVP 99");
            assertThat(lines.get(2)).isEqualTo("m=audio 0 RTP/AVP 77");
            assertThat(lines.get(3)).matches("m=audio [1-9]\\d+ RTP/AVP 0");
        }
    }

    @Test
    @Statement(
            section = "A",
            number = 9,
            source = "RFC 7866, 8.4",
            text = "At least two audio streams are recorded in one session")
    void twoAudioStreamsAreRecorded() throws Exception {
        try (LiveSrc src = src(SipTransport.UDP);
                DatagramSocket socket = socket()) {
            List<Integer> ports = LiveSrc.ports(src.record(SIPREC + SDP, ACTIVE));
            assertThat(ports).doesNotContain(0).doesNotHaveDuplicates().hasSize(2);
            LiveSrc.send(socket, ports.get(0), 1, 1, 10);
            LiveSrc.send(socket, ports.get(1), 2, 1, 12);
            assertThat(received(src.manifest())).containsExactly(10L, 12L);
        }
    }

    @Test
    @Statement(
            section = "A",
            number = 11,
            source = "RFC 7866, 7.1.1.1",
            text = "Port 0 removes a stream; a reused or a new m-line adds one")
    void portZeroRemovesAStreamAndAnMLineAddsOne() throws Exception {
        String removed = Offers.session(Offers.audio("1"), Offers.audio(0, "RTP/AVP 0", "a=label:2"));
        String added = Offers.session(Offers.audio("1"), Offers.audio("3"), Offers.audio("4"));
        try (LiveSrc src = src(SipTransport.TCP)) {
            Integer kept = LiveSrc.ports(src.record(SIPREC + SDP, ACTIVE)).getFirst();
            assertThat(LiveSrc.ports(src.ask("INVITE", SDP, removed))).containsExactly(kept, 0);
            String answer = src.ask("INVITE", SDP, added);
            assertThat(LiveSrc.ports(answer)).hasSize(3).startsWith(kept).doesNotContain(0);
            assertThat(answer).containsSubsequence("a=label:1", "a=label:3", "a=label:4");
            assertThat(src.manifest().streams())
                    .extracting(Manifest.Stream::label)
                    .containsExactly("1", "3", "4");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"INVITE", "UPDATE"})
    @Statement(
            section = "A",
            number = 11,
            source = "RFC 7866, 7.1.1.1",
            text = "Inactive pauses a stream and sendonly resumes it, on the same ports")
    void inactivePausesAndSendonlyResumes(String method) throws Exception {
        try (LiveSrc src = src(SipTransport.TCP);
                DatagramSocket socket = socket()) {
            List<Integer> ports = LiveSrc.ports(src.record(SIPREC + SDP, ACTIVE));
            LiveSrc.send(socket, ports.getFirst(), 1, 1, 5);
            String paused = src.ask(method, SDP, ACTIVE.replace("a=sendonly", "a=inactive"));
            assertThat(paused).contains("a=inactive").doesNotContain("a=recvonly");
            LiveSrc.send(socket, ports.getFirst(), 1, 6, 5);
            String resumed = src.ask(method, SDP, ACTIVE);
            assertThat(resumed).contains("a=recvonly").doesNotContain("a=inactive");
            assertThat(LiveSrc.ports(resumed)).isEqualTo(ports);
            LiveSrc.send(socket, ports.getFirst(), 1, 11, 5);

            assertThat(src.manifest().streams()).allSatisfy(stream -> assertThat(stream.paused())
                    .singleElement()
                    .satisfies(pause -> assertThat(pause.to()).isNotNull()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"RTP/AVP 0", "RTP/AVPF 0"})
    @Statement(
            section = "A",
            number = 20,
            source = "RFC 7866, 8.1.2",
            text = "Recording does not depend on AVPF: AVP and AVPF are answered alike")
    void avpAndAvpfAreAnsweredAlike(String protocol) throws Exception {
        try (LiveSrc src = src(SipTransport.TCP)) {
            String answer = src.record(SIPREC + SDP, Offers.session(Offers.audio(30000, protocol, "a=sendonly")));
            assertThat(answer).containsPattern("m=audio [1-9]\\d+ " + protocol).doesNotContain("a=rtcp-fb");
        }
    }

    @Test
    @Statement(
            section = "A",
            number = 21,
            source = "RFC 7866, 8.1.3",
            text = "A stream survives a change of its SSRC: what comes before and after it is recorded")
    void aChangeOfTheSsrcIsSurvived() throws Exception {
        try (LiveSrc src = src(SipTransport.TCP);
                DatagramSocket socket = socket()) {
            int port = LiveSrc.ports(src.record(SIPREC + SDP, Offers.session(Offers.audio("1"))))
                    .getFirst();
            LiveSrc.send(socket, port, 0x11111111, 100, 20);
            LiveSrc.send(socket, port, 0x22222222, 9000, 30);
            assertThat(received(src.manifest())).containsExactly(50L);
        }
    }

    @Test
    @Statement(section = "A", number = 22, source = "RFC 7866, 12", text = "TLS 1.2 is spoken")
    void tlsOfVersion12IsSpoken() throws Exception {
        CallTarget target = node.target(SipTransport.TLS);
        var sockets = target.trust().orElseThrow().getSocketFactory();
        try (SSLSocket socket = (SSLSocket) sockets.createSocket(InetAddress.getLoopbackAddress(), target.port())) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            socket.setSoTimeout(Peer.TIMEOUT_MILLIS);
            socket.startHandshake();
            assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.2");
            String options = "OPTIONS sip:srs@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/TLS 127.0.0.1:1;branch=z9hG4bKv12\r\n"
                    + "From: <sip:src@127.0.0.1>;tag=v\r\nTo: <sip:srs@127.0.0.1>\r\nCall-ID: " + Texts.callId()
                    + "\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n";
            socket.getOutputStream().write(options.getBytes(StandardCharsets.US_ASCII));
            byte[] status = socket.getInputStream().readNBytes("SIP/2.0 200".length());
            assertThat(new String(status, StandardCharsets.US_ASCII)).isEqualTo("SIP/2.0 200");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"RTP/SAVP 0", "RTP/SAVPF 0"})
    @Statement(
            section = "A",
            number = 22,
            source = "RFC 7866, 12.2",
            text = "RTP/SAVP and RTP/SAVPF are answered, keyed by SDES")
    void savpAndSavpfAreKeyedBySdes(String protocol) throws Exception {
        String media = Offers.audio(30000, protocol, Offers.crypto(1, 7), "a=sendonly");
        try (LiveSrc src = src(SipTransport.TLS)) {
            assertThat(src.record(SIPREC + SDP, Offers.session(media)))
                    .containsPattern("m=audio [1-9]\\d+ " + protocol)
                    .containsPattern("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:[A-Za-z0-9+/]{40}")
                    .doesNotContain(Offers.keyAndSalt(7));
        }
    }

    @Test
    @Statement(
            section = "A",
            number = 22,
            source = "RFC 7866, 12.2",
            text =
                    "The recording session is never less secure than what was offered: an encrypted stream is not taken as plain")
    void anEncryptedStreamIsNeverTakenAsPlain() throws Exception {
        String keyless = Offers.session(Offers.audio(30000, "RTP/SAVP 0", "a=sendonly"));
        try (LiveSrc src = src(SipTransport.TLS)) {
            String refused = src.invite(SIPREC + SDP, keyless);
            assertThat(refused).startsWith("SIP/2.0 488 ");
            assertThat(Objects.requireNonNull(Peer.header(refused, "Warning"))).contains("crypto");
        }
    }

    @Test
    @Statement(
            section = "A",
            number = 23,
            source = "RFC 7866, 6.3 and 7.3",
            text =
                    "record-aware, a=record and a=recordpref belong to the recorded call and are ignored in a recording session")
    void whatBelongsToTheRecordedCallIsIgnored() throws Exception {
        String offer = ACTIVE.replace("a=sendonly\r\n", "a=sendonly\r\na=record:on\r\na=recordpref:nopreference\r\n");
        try (LiveSrc src = src(SipTransport.TCP)) {
            assertThat(src.record(SIPREC + "Supported: record-aware\r\n" + SDP, offer))
                    .contains("a=recvonly")
                    .doesNotContain("a=record");
        }
    }

    private static DatagramSocket socket() throws Exception {
        return new DatagramSocket(0, InetAddress.getLoopbackAddress());
    }

    private static List<Long> received(Manifest manifest) {
        return manifest.streams().stream()
                .map(stream -> stream.packets().received())
                .toList();
    }
}
