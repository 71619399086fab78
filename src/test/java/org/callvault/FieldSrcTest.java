package org.callvault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.callvault.recording.CallIdentifier;
import org.callvault.recording.RecordingDescription;
import org.callvault.recording.manifest.Manifest;
import org.callvault.session.signal.SipTransport;
import org.callvault.sip.Peer;
import org.callvault.siprec.Samples;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole calls as the SRCs of the field place them, each with its own habits, against one node with its defaults. */
class FieldSrcTest {
    private static final String SDP = "Content-Type: application/sdp\r\n";
    private static final String METADATA = "Content-Type: application/rs-metadata+xml\r\n";
    private static final Pattern LABEL = Pattern.compile("(?m)^a=label:(\\S+)");
    private static final int PACKETS = 25;

    private static TestNode node;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        node = TestNode.start(directory, Map.of());
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    /**
     * How an SRC places its calls.
     *
     * @param style what it does to messages that are otherwise in order
     * @param headers of its INVITE
     * @param sample its body, under src/test/resources/siprec
     * @param labels that the answer must echo, in order
     * @param senders addresses of who speaks on each stream, as far as it tells
     * @param identifiers some of those that the call can be found by
     */
    record Src(
            String name,
            SipTransport transport,
            UnaryOperator<String> style,
            String headers,
            String sample,
            List<String> labels,
            List<List<String>> senders,
            List<CallIdentifier> identifiers) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Src> everySrcIsRecorded() {
        String siprec = "Require: siprec\r\n";
        return Stream.of(
                new Src(
                        "AudioCodes",
                        SipTransport.TCP,
                        message -> message.replace(";+sip.src", ";src"),
                        "X-AC-Action: start-siprec\r\n",
                        "audiocodes.body",
                        List.of("1", "2"),
                        List.of(List.of("201@ac.example"), List.of("202@ac.example")),
                        List.of(new CallIdentifier("ucid", "FA080001"), new CallIdentifier("genesys-uuid", "01ABCD"))),
                new Src(
                        "BroadWorks",
                        SipTransport.TCP,
                        message -> message.replace(";+sip.src", ";src"),
                        "",
                        "broadworks.body",
                        List.of("1", "2"),
                        List.of(List.of("sip:anna@hosted.example"), List.of("tel:+15550100")),
                        List.of()),
                new Src(
                        "Cisco CUBE",
                        SipTransport.TCP,
                        message -> message,
                        siprec + "Cisco-Guid: 1234567890-1234567890-1234567890-1234567890\r\n",
                        "cube.body",
                        List.of("1", "2"),
                        List.of(List.of("sip:701@gw.example"), List.of("sip:702@gw.example")),
                        List.of(new CallIdentifier("cisco-guid", "1234567890-1234567890-1234567890-1234567890"))),
                new Src(
                        "Ribbon",
                        SipTransport.UDP,
                        message -> message,
                        siprec + "Supported: timer,100rel,siprec\r\nSession-Expires: 1800\r\nMin-SE: 90\r\n",
                        "ribbon.body",
                        List.of("1", "2"),
                        List.of(List.of("5551001@edge.example"), List.of("5551002@edge.example")),
                        List.of(new CallIdentifier("gcid", "98765"))),
                new Src(
                        "OpenSIPS",
                        SipTransport.UDP,
                        message -> message.replace("From: \"SRC\" <sip:src@", "From: <sip:srs@"),
                        siprec,
                        "opensips.body",
                        List.of("1", "0"),
                        List.of(List.of("sip:jones@proxy.example"), List.of("sip:smith@proxy.example")),
                        List.of(new CallIdentifier("session-id", "8f3a-call-id@192.0.2.81"))),
                new Src(
                        "Oracle",
                        SipTransport.TCP,
                        message -> message,
                        siprec,
                        "oracle.body",
                        List.of("33554433"),
                        List.of(List.of("sip:4001@branch.example")),
                        List.of(new CallIdentifier("ucid", "00FA0102;encoding=hex"))));
    }

    @ParameterizedTest
    @MethodSource
    void everySrcIsRecorded(Src src) throws Exception {
        try (LiveSrc call = LiveSrc.over(node, src.transport()).writing(src.style())) {
            Sample sample = Sample.of(src.sample());
            String answer = call.record(src.headers() + sample.contentType(), sample.body());
            assertAnswered(answer, src.labels());
            List<Integer> ports = LiveSrc.ports(answer);
            if (answer.contains("a=inactive")) {
                String resumed = call.ask(
                        "INVITE",
                        sample.contentType(),
                        sample.body().replace("a=inactive", "a=sendonly").replace("0.0.0.0", TestNode.LOOPBACK));
                assertThat(LiveSrc.ports(resumed))
                        .as("the same ports after the hold")
                        .isEqualTo(ports);
                assertThat(resumed).contains("a=recvonly").doesNotContain("a=inactive");
            }
            speak(ports);
            Manifest manifest = call.manifest();
            assertThat(manifest.streams()).hasSameSizeAs(src.labels()).allSatisfy(stream -> assertThat(
                            stream.packets().received())
                    .isEqualTo(PACKETS));
            assertThat(senders(manifest)).isEqualTo(src.senders());
            assertThat(manifest.metadata().identifiers()).containsAll(src.identifiers());
            assertThat(manifest.flags()).doesNotContain("metadata_malformed", "metadata_missing");
        }
    }

    /** Plain SDP, each m-line taken, labels echoed in order, a description of our own. */
    private static void assertAnswered(String answer, List<String> labels) {
        assertThat(Peer.header(answer, "Content-Type")).isEqualTo("application/sdp");
        assertThat(Objects.requireNonNull(Peer.header(answer, "Contact"))).contains(";+sip.srs");
        assertThat(LiveSrc.ports(answer)).hasSameSizeAs(labels).doesNotContain(0);
        assertThat(LABEL.matcher(answer).results().map((MatchResult found) -> found.group(1)))
                .containsExactlyElementsOf(labels);
        assertThat(answer).containsPattern("\r\no=- \\d{6,} \\d+ IN IP4 127\\.0\\.0\\.1\r\n");
        assertThat(answer).doesNotContain("a=sendonly", "a=sendrecv");
    }

    private static void speak(List<Integer> ports) throws IOException {
        for (int stream = 0; stream < ports.size(); stream++) {
            try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
                LiveSrc.send(socket, ports.get(stream), 7, 1, PACKETS);
            }
        }
    }

    private static List<List<String>> senders(Manifest manifest) {
        List<List<String>> senders = new ArrayList<>();
        for (Manifest.Stream stream : manifest.streams()) {
            senders.add(manifest.metadata().participants().stream()
                    .filter(participant -> stream.participants().contains(participant.id()))
                    .map(RecordingDescription.Participant::aor)
                    .map(Objects::requireNonNull)
                    .toList());
        }
        return senders;
    }

    /** A body whose addresses are this machine's, as sent over the wire. */
    record Sample(String contentType, String body) {
        static Sample of(String file) {
            String text = new String(Samples.bytes(file), UTF_8);
            int end = text.indexOf("\n\n");
            String body = text.substring(end + 2);
            return new Sample(
                    text.substring(0, end) + "\r\n",
                    body.replaceAll("(?m)^c=IN IP4 192\\.0\\.2\\.\\d+$", "c=IN IP4 " + TestNode.LOOPBACK));
        }
    }

    private static String offer(String direction, String... labels) {
        StringBuilder sdp =
                new StringBuilder("v=0\r\no=- 5 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n");
        for (String label : labels) {
            sdp.append("m=audio 30000 RTP/AVP 0\r\n");
            if (!label.isEmpty()) {
                sdp.append("a=label:").append(label).append("\r\n");
            }
            if (!direction.isEmpty()) {
                sdp.append("a=").append(direction).append("\r\n");
            }
        }
        return sdp.toString();
    }

    private static String both(String offer, String metadata) {
        return "--b\r\n" + SDP + "\r\n" + offer + "\r\n--b\r\n" + METADATA + "\r\n" + metadata + "\r\n--b--\r\n";
    }

    private static String sample(String file) {
        return new String(Samples.bytes(file), UTF_8);
    }

    @Test
    void oracleAddsItsSecondStreamByReInvite() throws Exception {
        try (LiveSrc call = LiveSrc.over(node, SipTransport.TCP)) {
            Sample first = Sample.of("oracle.body");
            List<Integer> one = LiveSrc.ports(call.record("Require: siprec\r\n" + first.contentType(), first.body()));
            String more = first.body()
                    .replace(
                            "a=label:33554433\na=sendonly\n",
                            "a=label:33554433\na=sendonly\nm=audio 22002 RTP/AVP 0\na=label:33554434\na=sendonly\n");
            String answer = call.ask("INVITE", "Require: siprec\r\n" + first.contentType(), more);
            assertAnswered(answer, List.of("33554433", "33554434"));
            assertThat(LiveSrc.ports(answer).getFirst()).isEqualTo(one.getFirst());
            assertThat(call.ask("OPTIONS", "", "")).as("its keep-alive").startsWith("SIP/2.0 200 ");
            speak(LiveSrc.ports(answer));
            Manifest manifest = call.manifest();
            assertThat(senders(manifest))
                    .containsExactly(List.of("sip:4001@branch.example"), List.of("sip:4002@branch.example"));
            assertThat(manifest.streams())
                    .allSatisfy(
                            stream -> assertThat(stream.packets().received()).isEqualTo(PACKETS));
        }
    }

    @Test
    void avayaStartsMonoAndTellsTheRestByUpdate() throws Exception {
        try (LiveSrc call = LiveSrc.over(node, SipTransport.TCP)
                .writing(message -> message.replace(
                        "Contact: <sip:src@127.0.0.1>;+sip.src", "Contact: <sip:src@127.0.0.1;+sip.src>"))) {
            String answer = call.record(
                    "Require: siprec\r\nX-Avaya-UCID: 00010203041234567891\r\nContent-Type: multipart/mixed;boundary=b\r\n",
                    both(offer("sendonly", "10", "20"), sample("avaya-mono-start.xml")));
            assertAnswered(answer, List.of("10", "20"));
            assertThat(call.ask("UPDATE", METADATA, sample("avaya.xml"))).startsWith("SIP/2.0 200 ");
            speak(LiveSrc.ports(answer));
            Manifest manifest = call.manifest();
            assertThat(manifest.metadata().identifiers()).contains(new CallIdentifier("ucid", "00010203041234567891"));
            assertThat(manifest.metadata().participants())
                    .extracting(RecordingDescription.Participant::aor)
                    .containsExactly("sip:unknown@sbce.example", "sip:3001@sbce.example", "sip:+15550123@sbce.example");
            assertThat(manifest.metadata().participants().getFirst().present())
                    .as("the dummy has left")
                    .allSatisfy(interval -> assertThat(interval.to()).isNotNull());
        }
    }

    @Test
    void metaswitchSendsBothPartiesOnOneStreamWithoutADirection() throws Exception {
        try (LiveSrc call = LiveSrc.over(node, SipTransport.UDP)) {
            String answer = call.record(
                    "Require: siprec\r\nSupported: siprec\r\nContent-Type: multipart/mixed;boundary=b\r\n",
                    both(offer("", "1"), sample("metaswitch.xml")));
            assertAnswered(answer, List.of("1"));
            speak(LiveSrc.ports(answer));
            assertThat(senders(call.manifest())).containsExactly(List.of("15550111", "15550122"));
        }
    }

    @Test
    void aClientAsksOptionsFirstAndSendsItsAckAndByeToTheFirstAddress() throws Exception {
        try (LiveSrc call = LiveSrc.over(node, SipTransport.UDP).writing(message -> message.replace(";+sip.src", ""))) {
            assertThat(call.options()).startsWith("SIP/2.0 200 ");
            String answer = call.record(
                    "Require: siprec\r\nContent-Type: multipart/mixed;boundary=b\r\n",
                    both(offer("sendonly", "1", "2"), sample("python-src.xml")));
            assertAnswered(answer, List.of("1", "2"));
            speak(LiveSrc.ports(answer));
            assertThat(senders(call.manifest()))
                    .containsExactly(List.of("sip:x@lab.example"), List.of("sip:y@lab.example"));
        }
    }

    @Test
    void aPauseInTwoReInvitesWhoseFirstIsNeverAcknowledgedKeepsTheCall() throws Exception {
        try (LiveSrc call = LiveSrc.over(node, SipTransport.TCP)) {
            String answer = call.record("Require: siprec\r\n" + SDP, offer("sendonly", "1", "2"));
            String half = offer("sendonly", "1", "2").replaceFirst("a=sendonly", "a=inactive");
            List<String> answers = call.askTwice("INVITE", SDP, half, offer("inactive", "1", "2"));
            assertThat(answers.getFirst()).startsWith("SIP/2.0 200 ");
            if (answers.getLast().startsWith("SIP/2.0 500 ")) {
                assertThat(Peer.header(answers.getLast(), "Retry-After"))
                        .as("it is told when to try again")
                        .isNotNull();
                answers = List.of(call.ask("INVITE", SDP, offer("inactive", "1", "2")));
            }
            assertThat(answers.getLast()).contains("a=inactive").doesNotContain("a=recvonly");
            String resumed = call.ask("INVITE", SDP, offer("sendonly", "1", "2"));
            assertThat(LiveSrc.ports(resumed)).isEqualTo(LiveSrc.ports(answer));
            speak(LiveSrc.ports(resumed));
            Manifest manifest = call.manifest();
            assertThat(manifest.endReason()).isEqualTo("bye");
            assertThat(manifest.streams())
                    .allSatisfy(stream -> assertThat(stream.paused()).isNotEmpty());
        }
    }

    @Test
    void aCallOutlivesItsConnection() throws Exception {
        try (LiveSrc call = LiveSrc.over(node, SipTransport.TCP)) {
            String answer = call.record("Require: siprec\r\n" + SDP, offer("sendonly", "1"));
            call.reconnect();
            speak(LiveSrc.ports(answer));
            assertThat(call.manifest().streams())
                    .singleElement()
                    .satisfies(stream -> assertThat(stream.packets().received()).isEqualTo(PACKETS));
        }
    }

    @Test
    void aCallThatEndsBeforeItsAnswerSendsAckAndByeTogether() throws Exception {
        try (LiveSrc call = LiveSrc.over(node, SipTransport.TCP)) {
            call.invite("Require: siprec\r\n" + SDP, offer("sendonly", "1"));
            call.acknowledge();
            assertThat(call.manifest().endReason()).isEqualTo("bye");
        }
    }

    @Test
    void aCloudOffersManySuitesOverTlsAndGetsTheFirstThatWorks() throws Exception {
        String gcmKey = Base64.getEncoder().withoutPadding().encodeToString(new byte[44]);
        String key = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0e";
        String offer = offer("sendonly", "inbound")
                .replace("RTP/AVP 0", "RTP/SAVP 0 8 101")
                .replace(
                        "a=label",
                        "a=rtpmap:101 telephone-event/8000\r\na=crypto:1 NULL_HMAC_SHA1_80 inline:" + key
                                + "\r\na=crypto:7 AEAD_AES_256_GCM inline:" + gcmKey
                                + "\r\na=crypto:2 F8_128_HMAC_SHA1_80 inline:" + key
                                + "\r\na=crypto:3 AES_CM_128_HMAC_SHA1_80 inline:" + key
                                + "\r\na=setup:actpass\r\na=fingerprint:sha-256 " + "AB:".repeat(31) + "AB\r\na=label");
        try (LiveSrc call = LiveSrc.over(node, SipTransport.TLS)) {
            String answer = call.record("Require: siprec\r\n" + SDP, offer);
            assertThat(answer).contains("a=crypto:7 AEAD_AES_256_GCM inline:").doesNotContain(gcmKey, "a=setup");
            assertThat(answer).contains("RTP/SAVP 0 8 101");
            assertThat(call.manifest().encrypted()).isTrue();
        }
    }
}
