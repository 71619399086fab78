package org.callvault.sip;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.callvault.session.SessionCommand;
import org.callvault.session.signal.CallId;
import org.callvault.session.signal.OutboundRequest;
import org.callvault.session.signal.SipHeader;
import org.callvault.session.signal.SipRequest;
import org.callvault.session.signal.SipTransport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests of ours inside a dialog, and the connection they take. */
class OutboundRequestTest {
    private static RunningServer running;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        running = new RunningServer(directory, Duration.ofSeconds(20));
    }

    @AfterAll
    static void stop() throws Exception {
        running.close();
    }

    @ParameterizedTest
    @EnumSource(SipTransport.class)
    void aRequestOfOursComesOverTheConnectionOfTheSrc(SipTransport transport) throws Exception {
        String callId = Texts.callId();
        try (Peer peer = running.peer(transport)) {
            peer.send(Texts.invite(peer, callId, "", ""));
            SessionCommand.Handle handle = running.router.handle(callId);
            SipChecks.answer(handle, 200);
            assertThat(peer.receiveFinal()).startsWith("SIP/2.0 200 ");
            running.server.signalling().send(bye(handle.request(), "sip:src@127.0.0.1:" + peer.localPort()));
            String bye = peer.receive();
            assertThat(bye).startsWith("BYE sip:src@127.0.0.1:" + peer.localPort() + " SIP/2.0\r\n");
            assertThat(Peer.header(bye, "Route")).isEqualTo("<sip:127.0.0.1:" + peer.localPort() + ";lr>");
            assertThat(Peer.header(bye, "To")).contains("tag=src1");
            assertThat(Peer.header(bye, "From")).contains("tag=srs1");
            assertThat(Peer.header(bye, "Reason")).isEqualTo("SIP;cause=200");
            peer.send(SipChecks.reply(bye));
            Awaitility.await().until(() -> sent("BYE", "2xx") > 0);
        }
    }

    @Test
    void aRequestOfOursDialsTheTargetWhenTheConnectionIsGone() throws Exception {
        String callId = Texts.callId();
        SipRequest request;
        try (Peer peer = running.tcp()) {
            peer.send(Texts.invite(peer, callId, "", ""));
            SessionCommand.Handle handle = running.router.handle(callId);
            request = handle.request();
            SipChecks.answer(handle, 200);
            assertThat(peer.receiveFinal()).startsWith("SIP/2.0 200 ");
        }
        try (ServerSocket target = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Awaitility.await()
                    .until(() -> running.metrics
                                    .get("callvault.sip.connections")
                                    .tag("transport", "TCP")
                                    .gauge()
                                    .value()
                            == 0);
            running.server
                    .signalling()
                    .send(bye(request, "sip:src@localhost:" + target.getLocalPort() + ";transport=tcp", List.of()));
            target.setSoTimeout(Peer.TIMEOUT_MILLIS);
            try (Peer.StreamPeer dialled = new Peer.StreamPeer(target.accept(), "TCP")) {
                assertThat(dialled.receive()).startsWith("BYE ");
            }
        }
    }

    private static OutboundRequest bye(SipRequest request, String target) {
        return bye(request, target, List.of("<sip:127.0.0.1:" + request.peer().port() + ";lr>"));
    }

    private static OutboundRequest bye(SipRequest request, String target, List<String> routes) {
        return new OutboundRequest(
                "BYE",
                new CallId(request.callId().value()),
                "<sip:srs@127.0.0.1>",
                "srs1",
                "\"SRC\" <sip:src@127.0.0.1>",
                request.fromTag(),
                1,
                target,
                routes,
                request.peer(),
                List.of(new SipHeader("Reason", "SIP;cause=200")),
                null,
                new byte[0]);
    }

    private static double sent(String method, String result) {
        return running.metrics
                .counter("callvault.sip.sent", "method", method, "result", result)
                .count();
    }
}
