package org.callvault.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.callvault.conformance.Offers.MULTIPART;
import static org.callvault.conformance.Offers.SDP;
import static org.callvault.conformance.Offers.SIPREC;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.callvault.LiveSrc;
import org.callvault.TestNode;
import org.callvault.cli.verify.VerifiedRecording;
import org.callvault.session.signal.SipTransport;
import org.callvault.sip.Peer;
import org.callvault.sip.Texts;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 3261 and companions: answers of a whole node. */
@ExtendWith(ConformanceReport.class)
class SectionITest {
    private static final String OFFER = Offers.session(Offers.audio("1"));
    private static final String GTD = "Content-Type: application/gtd\r\nContent-Disposition: signal;handling=";

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

    private static String ask(SipTransport transport, String request) throws Exception {
        try (LiveSrc src = src(transport)) {
            src.peer().send(request.replace("@TRANSPORT", transport.name()));
            return src.peer().receiveFinal();
        }
    }

    /** A request outside a dialog; what the transport is, is filled in when it is sent. */
    private static String request(String method, String headers, String body) {
        String callId = Texts.callId();
        return method + " sip:srs@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/@TRANSPORT 127.0.0.1;rport;branch=z9hG4bK"
                + callId.replace("@", "-")
                + "\r\nFrom: <sip:src@127.0.0.1>;tag=t\r\nTo: <sip:srs@127.0.0.1>\r\nCall-ID: "
                + callId + "\r\nCSeq: 1 " + method + "\r\nMax-Forwards: 70\r\nContact: <sip:src@127.0.0.1>;+sip.src\r\n"
                + headers + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private static String header(String message, String name) {
        return Objects.requireNonNull(Peer.header(message, name), () -> name + " in " + message);
    }

    @ParameterizedTest
    @EnumSource(SipTransport.class)
    @Statement(
            section = "I",
            number = 1,
            source = "RFC 3261, 8.2.1",
            text = "A method that is not served gets 405 with Allow, in a dialog and outside")
    void aMethodThatIsNotServedGets405WithAllow(SipTransport transport) throws Exception {
        try (LiveSrc src = src(transport)) {
            src.record(SIPREC + SDP, OFFER);
            for (String answer : new String[] {ask(transport, request("REGISTER", "", "")), src.ask("INFO", "", "")}) {
                assertThat(answer).startsWith("SIP/2.0 405 ");
                assertThat(header(answer, "Allow").split(", "))
                        .containsExactlyInAnyOrder("INVITE", "ACK", "BYE", "CANCEL", "OPTIONS", "UPDATE");
            }
        }
    }

    @Test
    @Statement(
            section = "I",
            number = 1,
            source = "RFC 3261, 8.2.2.3",
            text = "A required extension that is not known gets 420, and Unsupported names it alone")
    void anUnknownExtensionGets420WithUnsupported() throws Exception {
        String answer = ask(SipTransport.TCP, request("INVITE", "Require: siprec, frobnicate, timer\r\n" + SDP, OFFER));
        assertThat(answer).startsWith("SIP/2.0 420 ");
        assertThat(header(answer, "Unsupported")).isEqualTo("frobnicate");
    }

    @Test
    @Statement(
            section = "I",
            number = 1,
            source = "RFC 3261, 8.2.3",
            text = "A required body of an unknown type gets 415 with Accept, alone or beside an offer")
    void aRequiredBodyOfAnUnknownTypeGets415WithAccept() throws Exception {
        String beside = Offers.part(SDP, OFFER) + Offers.part(GTD + "required\r\n", "PRN,isdn*") + "--b--\r\n";
        for (String invite : new String[] {
            request("INVITE", "Content-Type: application/gtd\r\n", "PRN,isdn*"),
            request("INVITE", GTD + "required\r\n", "PRN,isdn*"),
            request("INVITE", SIPREC + MULTIPART, beside)
        }) {
            String answer = ask(SipTransport.TCP, invite);
            assertThat(answer).startsWith("SIP/2.0 415 ");
            assertThat(header(answer, "Accept"))
                    .contains("application/sdp", "multipart/mixed", "application/rs-metadata+xml");
        }
    }

    @Test
    @Statement(
            section = "I",
            number = 1,
            source = "RFC 3261, 20.11",
            text = "handling=optional is honoured: an unknown body that is optional is passed over")
    void anOptionalBodyOfAnUnknownTypeIsPassedOver() throws Exception {
        String beside = Offers.part(GTD + "optional\r\n", "PRN,isdn*") + Offers.part(SDP, OFFER) + "--b--\r\n";
        try (LiveSrc src = src(SipTransport.TCP)) {
            src.record(SIPREC + MULTIPART, beside);
            assertThat(src.ask("UPDATE", GTD + "optional\r\n", "PRN,isdn*")).startsWith("SIP/2.0 200 ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"BYE", "UPDATE", "INVITE", "OPTIONS"})
    @Statement(
            section = "I",
            number = 1,
            source = "RFC 3261, 12.2.2",
            text = "A request of a dialog that is not known gets 481")
    void aRequestOfAnUnknownDialogGets481(String method) throws Exception {
        String request = request(method, "", "").replace("To: <sip:srs@127.0.0.1>", "To: <sip:srs@127.0.0.1>;tag=gone");
        assertThat(ask(SipTransport.TCP, request)).startsWith("SIP/2.0 481 ");
    }

    @ParameterizedTest
    @CsvSource({"RTP/AVP 77, codec", "RTP/SAVP 0, crypto", "RTP/XYZ 0, protocol"})
    @Statement(
            section = "I",
            number = 1,
            source = "RFC 3261, 13.3.1.3",
            text = "Where no codec, key or profile fits, 488 says so in its Warning")
    void whereNothingFits488SaysWhy(String media, String why) throws Exception {
        String offer = Offers.session(Offers.audio(30000, media, "a=sendonly"));
        String answer = ask(SipTransport.TCP, request("INVITE", SIPREC + SDP, offer));
        assertThat(answer).startsWith("SIP/2.0 488 ");
        assertThat(header(answer, "Warning")).contains(why);
    }

    @Test
    @Statement(
            section = "I",
            number = 1,
            source = "RFC 3261, 8.2.2.1 and 21.4.1",
            text = "A foreign URI scheme gets 416, a body or description that cannot be read 400")
    void aForeignSchemeGets416AndGarbageGets400() throws Exception {
        assertThat(ask(SipTransport.TCP, request("INVITE", SIPREC + SDP, "hello")))
                .startsWith("SIP/2.0 400 ");
        String invite = request("INVITE", SIPREC + SDP, OFFER);
        assertThat(ask(SipTransport.TCP, invite.replace("sip:srs@127.0.0.1 SIP", "http://x/ SIP")))
                .startsWith("SIP/2.0 416 ");
    }

    @ParameterizedTest
    @EnumSource(SipTransport.class)
    @Statement(
            section = "I",
            number = 2,
            source = "RFC 3261, 13.3.1.4",
            text = "A 2xx is sent again until its ACK, on every transport")
    void a200IsRepeatedUntilItsAck(SipTransport transport) throws Exception {
        try (LiveSrc src = src(transport)) {
            String first = src.invite(SIPREC + SDP, OFFER);
            assertThat(first).startsWith("SIP/2.0 200 ");
            assertThat(src.peer().receive()).isEqualTo(first);
            src.acknowledge();
            assertThat(src.manifest().state()).isEqualTo("complete");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Max-Forwards: 0\r\n"})
    @Statement(
            section = "I",
            number = 4,
            source = "RFC 3261, 8.1.1.6 and 16.3",
            text = "A destination takes a request with Max-Forwards 0; a missing one is tolerated")
    void maxForwardsMayBeZeroOrMissing(String line) throws Exception {
        for (SipTransport transport : SipTransport.values()) {
            String options = request("OPTIONS", "", "").replace("Max-Forwards: 70\r\n", line);
            assertThat(ask(transport, options)).startsWith("SIP/2.0 200 ");
        }
    }

    @Test
    @Statement(
            section = "I",
            number = 5,
            source = "RFC 3261, 11.2",
            text = "OPTIONS is answered with Allow, Accept, Accept-Encoding and Supported")
    void optionsTellsWhatIsServed() throws Exception {
        String answer = ask(SipTransport.UDP, request("OPTIONS", "", ""));
        assertThat(answer).startsWith("SIP/2.0 200 ");
        assertThat(header(answer, "Allow")).contains("INVITE", "UPDATE");
        assertThat(header(answer, "Accept")).contains("application/sdp", "application/rs-metadata+xml");
        assertThat(header(answer, "Accept-Encoding")).isEqualTo("identity");
        assertThat(header(answer, "Supported")).contains("siprec");
    }

    @Test
    @Statement(
            section = "I",
            number = 6,
            source = "RFC 3261, 12.1.1",
            text = "The Contact given over TLS leads back over TLS; a sips request gets a sips Contact")
    void theContactOverTlsLeadsBackOverTls() throws Exception {
        String invite = request("INVITE", SIPREC + SDP, OFFER);
        assertThat(header(ask(SipTransport.TLS, invite), "Contact"))
                .startsWith("<sip:")
                .contains(";transport=tls>");
        String sips = request("INVITE", SIPREC + SDP, OFFER).replace("INVITE sip:", "INVITE sips:");
        assertThat(header(ask(SipTransport.TLS, sips), "Contact")).startsWith("<sips:");
    }

    @Test
    @Statement(section = "I", number = 6, source = "RFC 3261, 12.1.1", text = "Record-Route is echoed in order")
    void recordRouteIsEchoedInOrder() throws Exception {
        String routes =
                "Record-Route: <sip:p1.example;lr>, <sip:p2.example;lr>\r\nRecord-Route: <sip:p3.example;lr>\r\n";
        String answer = ask(SipTransport.TCP, request("INVITE", routes + SIPREC + SDP, OFFER));
        assertThat(answer)
                .startsWith("SIP/2.0 200 ")
                .containsSubsequence("<sip:p1.example;lr>", "<sip:p2.example;lr>", "<sip:p3.example;lr>");
    }

    @ParameterizedTest
    @EnumSource(
            value = SipTransport.class,
            names = {"TCP", "TLS"})
    @Statement(
            section = "I",
            number = 9,
            source = "RFC 5626, 3.5.1 and 5.4",
            text = "A CRLF CRLF is answered with a CRLF at once, in a stream of messages")
    void aPingIsAnsweredWithACrlf(SipTransport transport) throws Exception {
        try (LiveSrc src = src(transport)) {
            src.record(SIPREC + SDP, OFFER);
            Peer.StreamPeer peer = (Peer.StreamPeer) src.peer();
            for (int i = 0; i < 3; i++) {
                peer.send("\r\n\r\n");
                assertThat(peer.receive(2)).isEqualTo("\r\n");
            }
            assertThat(src.manifest().state()).isEqualTo("complete");
        }
    }

    @Test
    @Statement(section = "I", number = 9, source = "RFC 5626, 5.4", text = "Over UDP a CRLF CRLF is not answered")
    void aPingOverUdpIsNotAnswered() throws Exception {
        try (LiveSrc src = src(SipTransport.UDP)) {
            src.peer().send("\r\n\r\n");
            src.peer().send(request("OPTIONS", "", "").replace("@TRANSPORT", "UDP"));
            assertThat(src.peer().receive()).startsWith("SIP/2.0 200 ");
        }
    }

    @Test
    @Statement(
            section = "I",
            number = 10,
            source = "RFC 3326, 2",
            text = "The Reason of a BYE is kept with the recording")
    void theReasonOfAByeIsKept() throws Exception {
        try (LiveSrc src = src(SipTransport.TCP)) {
            src.record(SIPREC + SDP, OFFER);
            VerifiedRecording recording = src.hangUp("Reason: Q.850;cause=16;text=\"Normal call clearing\"\r\n");
            assertThat(recording.manifest().endReason()).isEqualTo("bye: Q.850;cause=16;text=\"Normal call clearing\"");
        }
    }
}
