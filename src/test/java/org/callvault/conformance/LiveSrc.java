package org.callvault.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.callvault.TestNode;
import org.callvault.cli.src.CallTarget;
import org.callvault.cli.verify.VerifiedRecording;
import org.callvault.recording.finish.Manifest;
import org.callvault.rtp.RtpPacket;
import org.callvault.session.signal.SipTransport;
import org.callvault.sip.Peer;
import org.callvault.sip.Texts;

/** An SRC that writes its messages by hand, in a dialog of its own with a whole node. */
final class LiveSrc implements AutoCloseable {
    private static final Pattern MEDIA = Pattern.compile("(?m)^m=audio (\\d+)");
    private static final int RTP_LENGTH = 172;

    private final TestNode node;
    private final Peer peer;
    private final String callId = Texts.callId();
    private String toParameters = "";
    private long cseq = 7;

    private LiveSrc(TestNode node, Peer peer) {
        this.node = node;
        this.peer = peer;
    }

    static LiveSrc over(TestNode node, SipTransport transport) throws IOException {
        CallTarget target = node.target(transport);
        return new LiveSrc(
                node,
                switch (transport) {
                    case UDP -> Peer.udp(target.port());
                    case TCP -> Peer.tcp(target.port());
                    case TLS -> Peer.tls(target.port(), target.trust().orElseThrow());
                });
    }

    Peer peer() {
        return peer;
    }

    /** The final answer to an INVITE with these header lines; it is not acknowledged. */
    String invite(String headers, String body) throws IOException {
        return answered(Texts.invite(peer, callId, headers, body));
    }

    /** A call by somebody who says nothing of being an SRC. */
    void recordAsPlainPhone(String headers, String body) throws IOException {
        String answer = answered(Texts.invite(peer, callId, headers, body).replace(";+sip.src", ""));
        assertThat(answer).startsWith("SIP/2.0 200 ");
        acknowledge();
    }

    private String answered(String invite) throws IOException {
        peer.send(invite);
        String answer = peer.receiveFinal();
        String to = Objects.requireNonNull(Peer.header(answer, "To"));
        toParameters = to.substring(to.indexOf('>') + 1);
        return answer;
    }

    /** The description that answers this one; the call is up. */
    String record(String headers, String body) throws IOException {
        String answer = invite(headers, body);
        assertThat(answer).startsWith("SIP/2.0 200 ");
        acknowledge();
        return answer;
    }

    void acknowledge() throws IOException {
        peer.send(message("ACK", "", ""));
    }

    /** The final answer to a request in the dialog; one to an INVITE is acknowledged. */
    String ask(String method, String headers, String body) throws IOException {
        cseq++;
        peer.send(message(method, "Contact: <sip:src@127.0.0.1>;+sip.src\r\n" + headers, body));
        String answer = peer.receiveFinal();
        if (method.equals("INVITE") && answer.startsWith("SIP/2.0 2")) {
            acknowledge();
        }
        return answer;
    }

    private String message(String method, String headers, String body) {
        return Texts.request(peer, method, callId, method + cseq + callId, toParameters, headers, body)
                .replace("CSeq: 7 ", "CSeq: " + cseq + " ");
    }

    /** Ends the call and waits for its recording. */
    VerifiedRecording hangUp(String... headers) throws IOException, InterruptedException {
        assertThat(ask("BYE", String.join("", headers), "")).startsWith("SIP/2.0 200 ");
        VerifiedRecording recording = node.recordingOf(callId);
        assertThat(recording.problems()).isEmpty();
        return recording;
    }

    Manifest manifest() throws IOException, InterruptedException {
        return hangUp().manifest();
    }

    /** Sends packets of a source to a port that was answered. */
    static void send(DatagramSocket socket, int port, int ssrc, int first, int count) throws IOException {
        for (int number = first; number < first + count; number++) {
            byte[] packet = new byte[RTP_LENGTH];
            RtpPacket.writeHeader(packet, 0, 0, false, number, number * 160L, ssrc);
            socket.send(new DatagramPacket(packet, packet.length, InetAddress.getLoopbackAddress(), port));
        }
    }

    /** The ports of an answer's m-lines. */
    static List<Integer> ports(String answer) {
        return MEDIA.matcher(answer)
                .results()
                .map((MatchResult found) -> Integer.valueOf(found.group(1)))
                .toList();
    }

    @Override
    public void close() throws IOException {
        peer.close();
    }
}
