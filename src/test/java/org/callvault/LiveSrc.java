package org.callvault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.callvault.cli.src.CallTarget;
import org.callvault.cli.verify.VerifiedRecording;
import org.callvault.recording.manifest.Manifest;
import org.callvault.rtp.RtpPacket;
import org.callvault.session.signal.SipTransport;
import org.callvault.sip.Peer;
import org.callvault.sip.Texts;

/** An SRC that writes its messages by hand, in a dialog of its own with a whole node. */
public final class LiveSrc implements AutoCloseable {
    private static final Pattern MEDIA = Pattern.compile("(?m)^m=audio (\\d+)");
    private static final int RTP_LENGTH = 172;

    private final TestNode node;
    private final String callId = Texts.callId();
    private Peer peer;
    private UnaryOperator<String> style = message -> message;
    private String toParameters = "";
    private long cseq = 7;

    private LiveSrc(TestNode node, Peer peer) {
        this.node = node;
        this.peer = peer;
    }

    public static LiveSrc over(TestNode node, SipTransport transport) throws IOException {
        return new LiveSrc(node, peer(node, transport));
    }

    private static Peer peer(TestNode node, SipTransport transport) throws IOException {
        CallTarget target = node.target(transport);
        return switch (transport) {
            case UDP -> Peer.udp(target.port());
            case TCP -> Peer.tcp(target.port());
            case TLS -> Peer.tls(target.port(), target.trust().orElseThrow());
        };
    }

    /** From now on each message is changed in this way before it goes out. */
    public LiveSrc writing(UnaryOperator<String> newStyle) {
        style = newStyle;
        return this;
    }

    /** What comes next goes over a connection of its own; the old one is closed. */
    public void reconnect() throws IOException {
        peer.close();
        peer = peer(node, SipTransport.valueOf(peer.transport()));
    }

    public Peer peer() {
        return peer;
    }

    /** The final answer to an INVITE with these header lines; it is not acknowledged. */
    public String invite(String headers, String body) throws IOException {
        return answered(Texts.invite(peer, callId, headers, body));
    }

    /** A call by somebody who says nothing of being an SRC. */
    public void recordAsPlainPhone(String headers, String body) throws IOException {
        String answer = answered(Texts.invite(peer, callId, headers, body).replace(";+sip.src", ""));
        assertThat(answer).startsWith("SIP/2.0 200 ");
        acknowledge();
    }

    private String answered(String invite) throws IOException {
        peer.send(style.apply(invite));
        String answer = peer.receiveFinal();
        String to = Objects.requireNonNull(Peer.header(answer, "To"));
        toParameters = to.substring(to.indexOf('>') + 1);
        return answer;
    }

    /** The description that answers this one; the call is up. */
    public String record(String headers, String body) throws IOException {
        String answer = invite(headers, body);
        assertThat(answer).startsWith("SIP/2.0 200 ");
        acknowledge();
        return answer;
    }

    public void acknowledge() throws IOException {
        peer.send(style.apply(message("ACK", "", "")));
    }

    /** The final answer to a request in the dialog; one to an INVITE is acknowledged. */
    public String ask(String method, String headers, String body) throws IOException {
        cseq++;
        peer.send(style.apply(message(method, "Contact: <sip:src@127.0.0.1>;+sip.src\r\n" + headers, body)));
        String answer = peer.receiveFinal();
        if (method.equals("INVITE") && answer.startsWith("SIP/2.0 2")) {
            acknowledge();
        }
        return answer;
    }

    /** An OPTIONS before the call, under the call's own Call-ID. */
    public String options() throws IOException {
        peer.send(style.apply(Texts.request(peer, "OPTIONS", callId, "o" + callId, "", "", "")));
        return peer.receiveFinal();
    }

    /** Final answers to two requests that go out at once; only the second is acknowledged. */
    public List<String> askTwice(String method, String headers, String firstBody, String secondBody)
            throws IOException {
        String contact = "Contact: <sip:src@127.0.0.1>;+sip.src\r\n";
        cseq++;
        String first = style.apply(message(method, contact + headers, firstBody));
        cseq++;
        peer.send(first + style.apply(message(method, contact + headers, secondBody)));
        String one = peer.receiveFinal();
        String other = peer.receiveFinal();
        acknowledge();
        boolean inOrder = Objects.requireNonNull(Peer.header(other, "CSeq")).startsWith(cseq + " ");
        return inOrder ? List.of(one, other) : List.of(other, one);
    }

    private String message(String method, String headers, String body) {
        return Texts.request(peer, method, callId, method + cseq + callId, toParameters, headers, body)
                .replace("CSeq: 7 ", "CSeq: " + cseq + " ");
    }

    /** Ends the call and waits for its recording. */
    public VerifiedRecording hangUp(String... headers) throws IOException, InterruptedException {
        assertThat(ask("BYE", String.join("", headers), "")).startsWith("SIP/2.0 200 ");
        VerifiedRecording recording = node.recordingOf(callId);
        assertThat(recording.problems()).isEmpty();
        return recording;
    }

    public Manifest manifest() throws IOException, InterruptedException {
        return hangUp().manifest();
    }

    /** Sends packets of a source to a port that was answered. */
    public static void send(DatagramSocket socket, int port, int ssrc, int first, int count) throws IOException {
        for (int number = first; number < first + count; number++) {
            byte[] packet = new byte[RTP_LENGTH];
            RtpPacket.writeHeader(packet, 0, 0, false, number, number * 160L, ssrc);
            send(socket, port, packet);
        }
    }

    public static void send(DatagramSocket socket, int port, byte[] datagram) throws IOException {
        socket.send(new DatagramPacket(datagram, datagram.length, InetAddress.getLoopbackAddress(), port));
    }

    /** The ports of an answer's m-lines. */
    public static List<Integer> ports(String answer) {
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
