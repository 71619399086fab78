package org.callvault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.callvault.cli.src.AudioSource;
import org.callvault.cli.src.CallPlan;
import org.callvault.cli.src.TestCall;
import org.callvault.cli.verify.VerifiedRecording;
import org.callvault.recording.manifest.Manifest;
import org.callvault.session.signal.SipTransport;
import org.callvault.sip.Peer;
import org.callvault.sip.Texts;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Signalling that is broken or asks for too much: the right answer, a counter by reason, and the node takes calls. */
class BadInputTest {
    private static final String SDP = "Content-Type: application/sdp\r\n";
    private static final String KEY = "WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz";

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
     * One bad INVITE.
     *
     * @param says is part of the Warning
     * @param reason counts it
     */
    record Refused(String name, String headers, String body, int status, String says, String reason) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Refused> refused() {
        String multipart = "Content-Type: multipart/mixed;boundary=b\r\n";
        return Stream.of(
                new Refused("a body of no known type", "Content-Type: image/png\r\n", "x", 415, "", "body_unsupported"),
                new Refused("a body without a type", "", "v=0\r\n", 400, "Content-Type", "content_type_missing"),
                new Refused(
                        "a multipart body without its boundary",
                        "Content-Type: multipart/mixed\r\n",
                        "--b\r\n\r\nx",
                        400,
                        "boundary",
                        "body_malformed"),
                new Refused("a multipart body without a part", multipart, "nothing", 400, "body", "body_malformed"),
                new Refused("metadata without an offer", multipart, metadataOnly(), 488, "offer", "offer_missing"),
                new Refused("no body", "", "", 488, "offer", "offer_missing"),
                new Refused("an SDP that is none", SDP, "hello\r\n", 400, "SDP", "sdp_malformed"),
                new Refused("no codec in common", SDP, offer("RTP/AVP 99", ""), 488, "codec", ""),
                new Refused("video alone", SDP, offer("RTP/AVP 0", "").replace("m=audio", "m=video"), 488, "audio", ""),
                new Refused("an unknown suite", SDP, secured("AES_CM_1024_HMAC_MD5", KEY), 488, "crypto", ""),
                new Refused("a key that is too short", SDP, secured(KNOWN_SUITE, "c2hvcnQ="), 488, "crypto", ""),
                new Refused("a key that is too long", SDP, secured(KNOWN_SUITE, KEY + "AAAA"), 488, "crypto", ""),
                new Refused("a key that is no base64", SDP, secured(KNOWN_SUITE, "*".repeat(40)), 488, "crypto", ""),
                new Refused("SAVP without a key", SDP, offer("RTP/SAVP 0", ""), 488, "crypto", ""));
    }

    private static final String KNOWN_SUITE = "AES_CM_128_HMAC_SHA1_80";

    @ParameterizedTest
    @MethodSource
    void refused(Refused bad) throws Exception {
        String reason = bad.reason().isEmpty() ? "no_acceptable_stream" : bad.reason();
        String counter = "callvault_session_refused_total{reason=\"" + reason + "\"}";
        double before = node.counted(counter);
        try (Peer peer = peer()) {
            peer.send(Texts.invite(peer, Texts.callId(), bad.headers(), bad.body()));
            String answer = peer.receiveFinal();
            assertThat(answer).startsWith("SIP/2.0 " + bad.status() + " ");
            assertThat(answer).doesNotContain(KEY);
            if (!bad.says().isEmpty()) {
                assertThat(Peer.header(answer, "Warning")).containsIgnoringCase(bad.says());
            }
        }
        assertThat(node.counted(counter)).isEqualTo(before + 1);
        assertRecords();
    }

    @Test
    void aRequestThatIsTooLongIsRefusedAndItsConnectionClosed() throws Exception {
        try (Peer.StreamPeer peer = peer()) {
            peer.send(Texts.invite(peer, Texts.callId(), SDP, "x".repeat(70_000)));
            assertThat(peer.receiveUntilClosed()).startsWith("SIP/2.0 413 ");
        }
        assertRecords();
    }

    /** As after a refusal whose ACK has a branch of its own, which some clients write. */
    @RepeatedTest(5)
    void anAckOfNothingTakesNoCallWithIt() throws Exception {
        String callId = Texts.callId();
        try (Peer peer = peer()) {
            String stray = Texts.request(peer, "ACK", callId, "stray", ";tag=unknown", "", "");
            peer.send(stray + Texts.invite(peer, callId, SDP, offer("RTP/AVP 0", "")));
            assertThat(peer.receiveFinal()).startsWith("SIP/2.0 200 ");
        }
    }

    @ParameterizedTest
    @MethodSource("brokenMetadata")
    void mediaIsRecordedThoughTheMetadataCannotBeRead(String metadata) throws Exception {
        String callId = Texts.callId();
        try (Peer peer = peer()) {
            String body = part("application/sdp", offer("RTP/AVP 0", "a=label:1"))
                    + part("application/rs-metadata+xml", metadata)
                    + "--b--\r\n";
            peer.send(Texts.invite(peer, callId, "Content-Type: multipart/mixed;boundary=b\r\n", body));
            String answer = peer.receiveFinal();
            assertThat(answer).startsWith("SIP/2.0 200 ").contains("a=label:1");
            peer.send(Texts.request(peer, "ACK", callId, "ack", toTag(answer), "", ""));
            peer.send(Texts.request(peer, "BYE", callId, "bye", toTag(answer), "", "")
                    .replace("CSeq: 7 ", "CSeq: 8 "));
            assertThat(peer.receiveFinal()).startsWith("SIP/2.0 200 ");
        }
        VerifiedRecording recording = node.recordingOf(callId);
        assertThat(recording.manifest().flags()).contains("metadata_malformed");
        assertThat(recording.manifest().files())
                .extracting(Manifest.StoredFile::name)
                .anyMatch(name -> name.startsWith("metadata"));
        assertThat(recording.problems()).isEmpty();
    }

    static List<String> brokenMetadata() {
        return List.of(
                "<recording xmlns='urn:ietf:params:xml:ns:recording:1'><datamode>complete</datamode>",
                "no XML at all",
                "<!DOCTYPE r [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><recording>&e;</recording>");
    }

    private static Peer.StreamPeer peer() throws Exception {
        return Peer.tls(
                node.target(SipTransport.TLS).port(),
                node.target(SipTransport.TLS).trust().orElseThrow());
    }

    private static void assertRecords() throws Exception {
        try (TestCall call = TestCall.open(plan())) {
            call.invite();
            call.hangUp();
        }
    }

    private static String metadataOnly() {
        return part("application/rs-metadata+xml", "<recording xmlns='urn:ietf:params:xml:ns:recording:1'/>")
                + "--b--\r\n";
    }

    private static String part(String type, String content) {
        return "--b\r\nContent-Type: " + type + "\r\n\r\n" + content + "\r\n";
    }

    private static String secured(String suite, String key) {
        return offer("RTP/SAVP 0", "a=crypto:1 " + suite + " inline:" + key);
    }

    private static String offer(String protocol, String attribute) {
        return "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 30000 " + protocol
                + "\r\na=sendonly\r\n" + (attribute.isEmpty() ? "" : attribute + "\r\n");
    }

    private static String toTag(String answer) {
        String to = Objects.requireNonNull(Peer.header(answer, "To"));
        assertThat(to).contains(";tag=");
        return to.substring(to.indexOf(";tag="));
    }

    private static CallPlan plan() {
        return new CallPlan(
                node.target(SipTransport.TLS), true, List.of(AudioSource.counted(0), AudioSource.counted(1)));
    }
}
