package org.callvault;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.callvault.cli.verify.VerifiedRecording;
import org.callvault.session.signal.SipTransport;
import org.callvault.sip.Peer;
import org.callvault.sip.Texts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operator pauses a call, as card data is spoken: the SRC is asked to stop, and the recording lists the gap. */
class PauseTest {
    private static final String OFFER = "v=0\r\no=sbc 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
            + "m=audio 30000 RTP/AVP 0\r\na=label:1\r\na=sendonly\r\n";

    @TempDir
    private Path directory;

    @Test
    void theSrcIsToldByReInviteAndEveryRepeatedAnswerIsAcknowledged() throws Exception {
        try (TestNode node = TestNode.start(directory, Map.of());
                Peer src = Peer.tls(
                        node.target(SipTransport.TLS).port(),
                        node.target(SipTransport.TLS).trust().orElseThrow())) {
            String callId = Texts.callId();
            String toTag = called(src, callId);

            assertThat(post(node, callId, "pause").statusCode()).isEqualTo(200);
            String invite = src.receive();
            assertThat(invite).startsWith("INVITE ").contains("a=inactive", "a=label:1", "+sip.srs");
            String ok = accepted(invite, OFFER.replace("sendonly", "inactive"));
            src.send(ok);
            String ack = src.receive();
            assertThat(ack).startsWith("ACK ").contains("1 ACK");
            src.send(ok);
            assertThat(src.receive()).startsWith("ACK ").contains("1 ACK");
            assertThat(session(node, callId)).contains("\"state\":\"paused\"");

            assertThat(post(node, callId, "resume").statusCode()).isEqualTo(200);
            String resumed = src.receive();
            assertThat(resumed).startsWith("INVITE ").contains("a=recvonly", "2 INVITE");
            src.send(accepted(resumed, OFFER));
            assertThat(src.receive()).startsWith("ACK ").contains("2 ACK");
            assertThat(session(node, callId)).contains("\"state\":\"recording\"");

            src.send(Texts.request(src, "BYE", callId, "bye" + callId, toTag, "", "")
                    .replace("CSeq: 7 ", "CSeq: 8 "));
            assertThat(src.receiveFinal()).startsWith("SIP/2.0 200 ");
            assertThat(post(node, "no-such-call", "pause").statusCode()).isEqualTo(404);
            VerifiedRecording recording = node.recordingOf(callId);
            assertThat(recording.manifest().streams()).singleElement().satisfies(stream -> assertThat(stream.paused())
                    .singleElement()
                    .satisfies(pause -> assertThat(pause.to()).isAfter(pause.from())));
        }
    }

    private static String called(Peer src, String callId) throws Exception {
        src.send(Texts.invite(src, callId, "Content-Type: application/sdp\r\n", OFFER));
        String ok = src.receiveFinal();
        assertThat(ok).startsWith("SIP/2.0 200 ");
        String to = Objects.requireNonNull(Peer.header(ok, "To"));
        String toTag = to.substring(to.indexOf(";tag="));
        src.send(Texts.request(src, "ACK", callId, "ack" + callId, toTag, "", ""));
        return toTag;
    }

    /** A 200 with the header fields that a response repeats (RFC 3261, 8.2.6.2). */
    private static String accepted(String request, String sdp) {
        StringBuilder ok = new StringBuilder("SIP/2.0 200 OK\r\n");
        for (String name : new String[] {"Via", "From", "To", "Call-ID", "CSeq"}) {
            ok.append(name).append(": ").append(Peer.header(request, name)).append("\r\n");
        }
        return ok.append("Contact: <sip:sbc@127.0.0.1>;+sip.src\r\nContent-Type: application/sdp\r\nContent-Length: ")
                .append(sdp.length())
                .append("\r\n\r\n")
                .append(sdp)
                .toString();
    }

    private static HttpResponse<String> post(TestNode node, String callId, String action) throws Exception {
        return send(node, callId, "/" + action, "POST");
    }

    private static String session(TestNode node, String callId) throws Exception {
        return send(node, callId, "", "GET").body();
    }

    private static HttpResponse<String> send(TestNode node, String callId, String action, String method)
            throws Exception {
        URI address = node.node()
                .api()
                .resolve("/api/v1/sessions/" + URLEncoder.encode(callId, StandardCharsets.UTF_8) + action);
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(address)
                            .method(method, HttpRequest.BodyPublishers.noBody())
                            .build(),
                    BodyHandlers.ofString());
        }
    }
}
