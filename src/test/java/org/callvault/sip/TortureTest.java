package org.callvault.sip;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.callvault.session.signal.SipTransport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The messages of RFC 4475 against a live server: {@code /torture/expected.csv} says what each gets. Where "none" stands the message
 * is dropped and counted; "closed" ends that connection, "waits" does so only when the peer has nothing more to send. After each message the server serves as before. Requests that reach a session are
 * answered 200 here.
 */
class TortureTest {
    private static final AtomicInteger IDS = new AtomicInteger();

    private static final Set<String> OVER = Set.of("closed", "waits");

    private static RunningServer running;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        running = new RunningServer(directory, Duration.ofSeconds(20));
        running.router.answerAll(200);
    }

    @AfterAll
    static void stop() throws Exception {
        running.close();
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvFileSource(resources = "/torture/expected.csv", delimiter = '|', ignoreLeadingAndTrailingWhitespace = true)
    void overUdp(String label, String udp, String tcp, String why) throws Exception {
        try (Peer peer = running.udp()) {
            TortureMessage message = TortureMessage.of(label, peer, nextId());
            double before = dropped();
            peer.send(message.bytes());
            expect(udp, peer, message, before);
            SipChecks.assertServes(peer);
        }
    }

    @ParameterizedTest(name = "{0} {2}")
    @CsvFileSource(resources = "/torture/expected.csv", delimiter = '|', ignoreLeadingAndTrailingWhitespace = true)
    void overTcp(String label, String udp, String tcp, String why) throws Exception {
        try (Peer.StreamPeer peer = running.tcp()) {
            TortureMessage message = TortureMessage.of(label, peer, nextId());
            double before = dropped();
            peer.send(message.bytes());
            String[] words = tcp.split(" ", -1);
            for (String word : words) {
                expect(word, peer, message, before);
            }
            if (!OVER.contains(words[words.length - 1])) {
                SipChecks.assertServes(peer);
            }
        }
        try (Peer fresh = running.tcp()) {
            SipChecks.assertServes(fresh);
        }
    }

    /** A recorder refuses REGISTER and MESSAGE by their method: as INVITEs their headers are read as well. */
    @ParameterizedTest
    @CsvSource({
        "escnull, 200",
        "scalar02, 400",
        "regbadct, 200",
        "cparam01, 200",
        "cparam02, 200",
        "regescrt, 200",
        "regaut01, 200",
        "unksm2, 200"
    })
    void asAnInvite(String label, String expected) throws Exception {
        for (SipTransport transport : SipTransport.values()) {
            try (Peer peer = running.peer(transport)) {
                TortureMessage message = TortureMessage.as("INVITE", label, peer, nextId());
                peer.send(message.bytes());
                expect(expected, peer, message, dropped());
                SipChecks.assertServes(peer);
            }
        }
    }

    private static void expect(String expected, Peer peer, TortureMessage message, double droppedBefore)
            throws Exception {
        switch (expected) {
            case "none" -> Awaitility.await(message.label()).until(() -> dropped() > droppedBefore);
            case "waits" -> {
                ((Peer.StreamPeer) peer).socket().shutdownOutput();
                expect("closed", peer, message, droppedBefore);
            }
            case "closed" ->
                assertThat(((Peer.StreamPeer) peer).receiveUntilClosed())
                        .as(message.label())
                        .isEmpty();
            default -> {
                String answer = peer.receiveFinal();
                assertThat(answer).as(message.label()).startsWith("SIP/2.0 " + expected + " ");
                assertThat(Peer.header(answer, "Call-ID")).as(message.label()).contains(message.id());
                assertThat(Peer.header(answer, "To")).containsPattern("(?i);tag=");
            }
        }
    }

    /** Everything that was refused or ignored so far. */
    private static double dropped() {
        double refused = running.metrics.find("callvault.sip.rejected").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
        double stray = running.metrics.find("callvault.sip.sent").tag("result", "stray").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
        return refused + stray;
    }

    private static String nextId() {
        return "torture" + IDS.incrementAndGet();
    }

    @Test
    void everyMessageIsInTheTable() throws IOException, URISyntaxException {
        Path directory = Path.of(Objects.requireNonNull(TortureTest.class.getResource("/torture"))
                .toURI());
        List<String> listed = new ArrayList<>();
        for (String line : Files.readAllLines(directory.resolve("expected.csv"))) {
            if (!line.startsWith("#")) {
                listed.add(line.split("\\|", 2)[0].strip() + ".txt");
            }
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".txt")))
                    .containsExactlyInAnyOrderElementsOf(listed);
        }
    }
}
