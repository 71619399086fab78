package org.callvault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.callvault.cli.src.CallTarget;
import org.callvault.session.signal.SipTransport;
import org.callvault.sip.Peer;
import org.callvault.sip.Texts;

/**
 * SIPREC calls over TLS from INVITE to the answered BYE, one after the other on each of some connections, as fast as the
 * node answers. Prints calls a second, INVITE-to-200 latencies, and the CPU time of the node's process for each call.
 */
public final class InviteBenchmark {
    private static final int CONNECTIONS = 8;
    private static final Duration WARM_UP = Duration.ofSeconds(15);
    private static final Duration MEASURED = Duration.ofSeconds(20);
    private static final String BODY = """
            --b\r
            Content-Type: application/sdp\r
            \r
            v=0\r
            o=sbc 1 1 IN IP4 127.0.0.1\r
            s=-\r
            c=IN IP4 127.0.0.1\r
            t=0 0\r
            m=audio 40000 RTP/SAVP 0 101\r
            a=rtpmap:101 telephone-event/8000\r
            a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5\r
            a=label:1\r
            a=sendonly\r
            m=audio 40002 RTP/SAVP 0 101\r
            a=rtpmap:101 telephone-event/8000\r
            a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:YWJjZGVmZ2hpamFiY2RlZmdoaWphYmNkZWZnaGlq\r
            a=label:2\r
            a=sendonly\r
            \r
            --b\r
            Content-Type: application/rs-metadata+xml\r
            Content-Disposition: recording-session\r
            \r
            <recording xmlns="urn:ietf:params:xml:ns:recording:1"><datamode>complete</datamode>\
            <session session_id="s"/><participant participant_id="p1"><nameID aor="sip:ann@a.example"/></participant>\
            <participant participant_id="p2"><nameID aor="sip:bob@b.example"/></participant>\
            <stream stream_id="t1" session_id="s"><label>1</label></stream>\
            <stream stream_id="t2" session_id="s"><label>2</label></stream>\
            <participantstreamassoc participant_id="p1"><send>t1</send></participantstreamassoc>\
            <participantstreamassoc participant_id="p2"><send>t2</send></participantstreamassoc></recording>\r
            --b--\r
            """;

    private InviteBenchmark() {}

    /** Takes no arguments. */
    public static void main(String[] args) throws Exception {
        Path directory = Files.createTempDirectory("invite-benchmark");
        Path file = Files.writeString(
                directory.resolve("site.conf"),
                "callvault { sip.max-setups-per-second = 1000000, media { port-min = 10000, port-max = 60000 } }");
        Map<String, String> environment = TestNode.environment(directory, Map.of("CALLVAULT_CONFIG", file.toString()));
        CallTarget target = TestNode.target(directory, environment, SipTransport.TLS);
        try (NodeProcess node = NodeProcess.serve(directory, environment)) {
            node.awaitReady();
            run(target, WARM_UP, new ConcurrentHistogram(3));
            Duration before = node.cpu();
            Histogram latencies = new ConcurrentHistogram(3);
            long start = System.nanoTime();
            run(target, MEASURED, latencies);
            double seconds = (System.nanoTime() - start) / 1e9;
            Duration used = node.cpu().minus(before);
            report(latencies, seconds, used);
        }
    }

    private static void run(CallTarget target, Duration time, Histogram latencies) throws Exception {
        long end = System.nanoTime() + time.toNanos();
        try (ExecutorService callers = Executors.newFixedThreadPool(CONNECTIONS)) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                running.add(callers.submit(() -> calls(target, end, latencies)));
            }
            for (Future<?> caller : running) {
                caller.get();
            }
        }
    }

    private static void calls(CallTarget target, long end, Histogram latencies) {
        try (Peer peer = Peer.tls(target.port(), target.trust().orElseThrow())) {
            while (System.nanoTime() - end < 0) {
                call(peer, latencies);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void call(Peer peer, Histogram latencies) throws IOException {
        String callId = Texts.callId();
        long start = System.nanoTime();
        peer.send(Texts.invite(peer, callId, "Require: siprec\r\nContent-Type: multipart/mixed;boundary=b\r\n", BODY));
        String answer = finalAnswer(peer, callId, "INVITE");
        latencies.recordValue(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - start));
        String to = String.valueOf(Peer.header(answer, "To"));
        String tag = to.substring(to.indexOf(";tag="));
        peer.send(Texts.request(peer, "ACK", callId, "a" + callId, tag, "", ""));
        peer.send(Texts.request(peer, "BYE", callId, "y" + callId, tag, "", "").replace("CSeq: 7 ", "CSeq: 8 "));
        finalAnswer(peer, callId, "BYE");
    }

    /** The 200 of that very request: one to an earlier INVITE may come again. */
    private static String finalAnswer(Peer peer, String callId, String method) throws IOException {
        while (true) {
            String answer = peer.receiveFinal();
            boolean ours = callId.equals(Peer.header(answer, "Call-ID"))
                    && String.valueOf(Peer.header(answer, "CSeq")).endsWith(method);
            if (ours && !answer.startsWith("SIP/2.0 200 ")) {
                throw new IOException(method + " was refused: " + Peer.header(answer, "Warning"));
            }
            if (ours) {
                return answer;
            }
        }
    }

    private static void report(Histogram latencies, double seconds, Duration used) {
        long calls = latencies.getTotalCount();
        System.out.printf(
                "calls %d in %.1f s: %.0f a second over %d TLS connections%n",
                calls, seconds, calls / seconds, CONNECTIONS);
        System.out.printf(
                "INVITE to 200: p50 %.1f ms, p99 %.1f ms, max %.1f ms%n",
                latencies.getValueAtPercentile(50) / 1000.0,
                latencies.getValueAtPercentile(99) / 1000.0,
                latencies.getMaxValue() / 1000.0);
        System.out.printf("node CPU for each call, recording finished: %.2f ms%n", used.toMillis() / (double) calls);
    }
}
