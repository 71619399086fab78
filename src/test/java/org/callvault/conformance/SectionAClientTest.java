package org.callvault.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.callvault.cli.src.AudioSource;
import org.callvault.cli.src.CallFailed;
import org.callvault.cli.src.CallPlan;
import org.callvault.cli.src.CallTarget;
import org.callvault.cli.src.TestCall;
import org.callvault.session.SessionCommand;
import org.callvault.session.signal.CallId;
import org.callvault.session.signal.OutboundRequest;
import org.callvault.session.signal.SipRequest;
import org.callvault.session.signal.SipResponse;
import org.callvault.session.signal.SipTransport;
import org.callvault.sip.Peer;
import org.callvault.sip.RunningServer;
import org.callvault.sip.Texts;
import org.callvault.siprec.body.BodyPart;
import org.callvault.siprec.body.BodyParts;
import org.callvault.siprec.body.MultipartBody;
import org.callvault.siprec.metadata.MetadataFlags;
import org.callvault.siprec.metadata.MetadataParser;
import org.callvault.siprec.metadata.RecordingMetadata;
import org.callvault.siprec.metadata.SnapshotRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** RFC 7866: what our own side writes, as SRC ([C], the test client) and in requests of the SRS. */
@ExtendWith(ConformanceReport.class)
class SectionAClientTest {
    /** Were the first numbers random in all of their range, all of so many would hardly be in its lower half. */
    private static final int SOURCES = 14;

    private static RunningServer running;
    private static SipRequest invite;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        running = new RunningServer(directory, Duration.ofSeconds(20));
        invite = inviteOfTheTestClient();
    }

    @AfterAll
    static void stop() throws Exception {
        running.close();
    }

    private static SipRequest inviteOfTheTestClient() throws Exception {
        CallPlan plan = new CallPlan(target(), true, List.of(AudioSource.counted(0), AudioSource.counted(1)));
        try (TestCall call = TestCall.open(plan);
                ExecutorService caller = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> refused =
                    caller.submit(() -> assertThatThrownBy(call::invite).isInstanceOf(CallFailed.class));
            SessionCommand.Handle handle = running.router.handle(call.callId());
            answer(handle, 486);
            refused.get();
            return handle.request();
        }
    }

    private static void answer(SessionCommand.Handle handle, int status) {
        reply(handle, new SipResponse(status, null, "srs1", List.of(), null, new byte[0]));
    }

    private static void accept(SessionCommand.Handle handle, String media) {
        byte[] sdp = Offers.session(media).getBytes(UTF_8);
        reply(handle, new SipResponse(200, null, "srs1", List.of(), "application/sdp", sdp));
    }

    private static void reply(SessionCommand.Handle handle, SipResponse response) {
        handle.replyTo().tell(new SessionCommand.SipReply(handle.request().transaction(), response));
    }

    private static CallTarget target() {
        return new CallTarget("127.0.0.1", running.sip.tcpPort(), SipTransport.TCP, Optional.empty());
    }

    private static BodyParts parts() {
        return parts(invite);
    }

    private static BodyParts parts(SipRequest request) {
        String type = Objects.requireNonNull(request.contentType());
        return (BodyParts) MultipartBody.parse(type, request.body());
    }

    private static RecordingMetadata metadata() {
        return metadata(metadataOf(invite));
    }

    private static byte[] metadataOf(SipRequest request) {
        return parts(request).metadata().orElseThrow().content();
    }

    private static RecordingMetadata metadata(byte[] document) {
        return (RecordingMetadata) MetadataParser.parse(document, null);
    }

    @Test
    @Statement(
            section = "A",
            number = 1,
            source = "RFC 9806, 2",
            text = "Metadata is written as application/rs-metadata+xml [C]")
    void theClientWritesTheCurrentMetadataType() {
        assertThat(parts().parts())
                .extracting(BodyPart::contentType)
                .containsExactly("application/sdp", "application/rs-metadata+xml");
    }

    @Test
    @Statement(
            section = "A",
            number = 2,
            source = "RFC 7866, 6.1",
            text = "The INVITE of an SRC carries Require: siprec and +sip.src in its Contact [C]")
    void theClientSaysThatItIsARecordingClient() {
        assertThat(invite.header("Require")).isEqualTo("siprec");
        assertThat(invite.contact()).endsWith(">;+sip.src");
    }

    @Test
    @Statement(
            section = "A",
            number = 3,
            source = "RFC 7866, 6.2",
            text = "The Contact of the SRS carries +sip.srs in requests that modify a dialog")
    void theContactOfARequestOfOursSaysThatThisIsARecorder() throws Exception {
        for (String method : List.of("INVITE", "UPDATE")) {
            assertThat(Peer.header(sentByUs(method), "Contact")).endsWith(">;+sip.srs");
        }
    }

    @Test
    @Statement(
            section = "A",
            number = 4,
            source = "RFC 7866, 6.2",
            text = "An INVITE of the SRS carries Require: siprec, From names the SRS and To the SRC")
    void anInviteOfOursRequiresSiprec() throws Exception {
        String reInvite = sentByUs("INVITE");
        assertThat(Peer.header(reInvite, "Require")).isEqualTo("siprec");
        assertThat(Peer.header(reInvite, "From")).isEqualTo("<sip:srs@127.0.0.1>;tag=srs1");
        assertThat(Peer.header(reInvite, "To")).isEqualTo("\"SRC\" <sip:src@127.0.0.1>;tag=src1");
    }

    private static String sentByUs(String method) throws Exception {
        String callId = Texts.callId();
        try (Peer peer = running.tcp()) {
            peer.send(Texts.invite(peer, callId, "", ""));
            SessionCommand.Handle handle = running.router.handle(callId);
            answer(handle, 200);
            assertThat(peer.receiveFinal()).startsWith("SIP/2.0 200 ");
            running.server.signalling().send(request(method, handle.request(), null, new byte[0]));
            String request = peer.receive();
            assertThat(request).startsWith(method + " ");
            return request;
        }
    }

    private static OutboundRequest request(String method, SipRequest received, @Nullable String type, byte[] body) {
        return new OutboundRequest(
                method,
                new CallId(received.callId().value()),
                "<sip:srs@127.0.0.1>",
                "srs1",
                "\"SRC\" <sip:src@127.0.0.1>",
                received.fromTag(),
                1,
                "sip:src@127.0.0.1",
                List.of(),
                received.peer(),
                List.of(),
                type,
                body);
    }

    @Test
    @Statement(
            section = "A",
            number = 10,
            source = "RFC 7866, 7.1.1",
            text = "Every m-line of the SRC has a label that its metadata names [C]")
    void theClientLabelsEveryStream() {
        String sdp = new String(parts().sdp().orElseThrow().content(), UTF_8);
        assertThat(sdp).containsSubsequence("m=audio ", "a=label:1", "m=audio ", "a=label:2");
        assertThat(metadata().sendersOf("1")).hasSize(1);
        assertThat(metadata().sendersOf("2")).hasSize(1);
    }

    @Test
    @Statement(
            section = "A",
            number = 13,
            source = "RFC 7866, 9",
            text = "Metadata is written with Content-Disposition: recording-session [C]")
    void theClientWritesTheDisposition() {
        assertThat(parts().metadata().orElseThrow().disposition()).isEqualTo("recording-session");
    }

    @Test
    @Statement(
            section = "A",
            number = 16,
            source = "RFC 7866, 9.2",
            text = "A snapshot request is followed by a full snapshot in an INVITE or UPDATE of the SRC [C]")
    void theClientSendsAFullSnapshotWhenAsked() throws Exception {
        try (TestCall call = TestCall.open(new CallPlan(target(), true, List.of(AudioSource.counted(0))));
                ExecutorService caller = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> talking = caller.submit(() -> {
                call.invite();
                call.talk(Duration.ofMinutes(1), TestCall.Progress.NONE);
                return true;
            });
            SessionCommand.Handle opening = running.router.handle(call.callId());
            accept(opening, Offers.audio(9, "RTP/SAVP 0", "a=recvonly"));
            assertThat(running.router.handle(call.callId()).request().method()).isEqualTo("ACK");
            byte[] question = SnapshotRequest.write("a test");
            running.server
                    .signalling()
                    .send(request("UPDATE", opening.request(), SnapshotRequest.CONTENT_TYPE, question));
            SessionCommand.Handle update = handle(call.callId());
            answer(update, 200);
            call.stop();
            talking.get();
            assertThat(update.request().method()).isEqualTo("UPDATE");
            assertThat(update.request().contentType()).isEqualTo("application/rs-metadata+xml");
            assertThat(update.request().header("Content-Disposition")).isEqualTo("recording-session");
            assertThat(metadata(update.request().body()))
                    .isEqualTo(metadata(metadataOf(opening.request())))
                    .matches(RecordingMetadata::complete);
        }
    }

    /** What comes next from the client; not that it answered. */
    private static SessionCommand.Handle handle(String callId) throws InterruptedException {
        return running.router.next(callId) instanceof SessionCommand.Handle handle ? handle : handle(callId);
    }

    @Test
    @Statement(
            section = "D",
            number = 9,
            source = "RFC 4568, 6.4",
            text = "The first sequence number of a stream is below 2^15 [C]")
    void theClientStartsLowInTheSequence() throws Exception {
        List<AudioSource> sources =
                IntStream.range(0, SOURCES).mapToObj(AudioSource::counted).toList();
        try (TestCall call = TestCall.open(new CallPlan(target(), true, sources));
                DatagramSocket recorder = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                ExecutorService caller = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> talking = caller.submit(() -> {
                call.invite();
                call.talk(Duration.ofMillis(20), TestCall.Progress.NONE);
                return true;
            });
            SessionCommand.Handle handle = running.router.handle(call.callId());
            String media = Offers.audio(recorder.getLocalPort(), "RTP/SAVP 0", "a=rtcp-mux", "a=recvonly");
            accept(handle, media.repeat(SOURCES));
            talking.get();
            assertThat(sequenceNumbers(recorder)).hasSize(SOURCES).allMatch(number -> number < 1 << 15);
        }
    }

    /** Of the packets of sound among those that came. */
    private static List<Integer> sequenceNumbers(DatagramSocket recorder) throws Exception {
        recorder.setSoTimeout(Peer.TIMEOUT_MILLIS);
        List<Integer> numbers = new ArrayList<>();
        while (numbers.size() < SOURCES) {
            DatagramPacket datagram = new DatagramPacket(new byte[1500], 1500);
            recorder.receive(datagram);
            byte[] bytes = datagram.getData();
            if ((bytes[1] & 0x7f) == 0) {
                numbers.add(((bytes[2] & 0xff) << 8) | (bytes[3] & 0xff));
            }
        }
        return numbers;
    }

    @Test
    @Statement(
            section = "B",
            number = 1,
            source = "RFC 7865, 5.1",
            text = "Metadata is one recording element of the namespace urn:ietf:params:xml:ns:recording:1 [C]")
    void theClientWritesOneRecordingOfTheNamespace() {
        String xml = new String(parts().metadata().orElseThrow().content(), UTF_8);
        assertThat(xml).containsOnlyOnce("<recording xmlns=\"urn:ietf:params:xml:ns:recording:1\">");
        assertThat(metadata().flags())
                .doesNotContain(MetadataFlags.REPAIRED, MetadataFlags.ID_MISSING, MetadataFlags.SENDERS_BY_ORDER);
    }
}
