package org.callvault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.callvault.session.signal.SipTransport;
import org.callvault.sip.Peer;
import org.callvault.sip.Texts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may call, on a whole node, and what the audit says of it. */
class AccessTest {
    private static final String OFFER = "v=0\r\no=sbc 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
            + "m=audio 30000 RTP/AVP 8 0\r\na=label:1\r\na=sendonly\r\n";

    @TempDir
    private Path directory;

    @Test
    void everyMethodOfAStrangerIsRefusedAndAudited() throws Exception {
        try (TestNode node = start("callvault.default-trunk.allow = false")) {
            for (String method : List.of("INVITE", "OPTIONS", "BYE", "UPDATE")) {
                try (Peer peer = udp(node)) {
                    String to = method.equals("BYE") || method.equals("UPDATE") ? ";tag=x" : "";
                    peer.send(Texts.request(
                            peer, method, Texts.callId(), method, to, "Contact: <sip:a@127.0.0.1>\r\n", ""));
                    String answer = peer.receiveFinal();
                    assertThat(answer).startsWith("SIP/2.0 403 ");
                    assertThat(Peer.header(answer, "Warning")).contains("on no trunk");
                }
            }
            Awaitility.await().untilAsserted(() -> assertThat(audit())
                    .filteredOn(line -> line.contains("\"result\":\"unknown-peer\""))
                    .hasSize(4)
                    .allMatch(
                            line -> line.contains("\"trunk\":\"default\"") && line.contains("\"transport\":\"UDP\"")));
            assertThat(node.counted("callvault_sip_rejected_total{reason=\"unknown-peer\"}"))
                    .isEqualTo(4);
        }
    }

    @Test
    void aTrunkMayRequireTlsSiprecAndSrtpAndChooseCodecs() throws Exception {
        String trunk = "callvault.trunks = [{ name = strict, addresses = [\"127.0.0.0/8\"], require-tls = true,"
                + " require-siprec = true, require-srtp = true }]";
        try (TestNode node = start(trunk)) {
            try (Peer peer = udp(node)) {
                assertThat(invited(peer, "Require: siprec\r\n", OFFER)).contains("403", "must come over TLS");
            }
            try (Peer peer = tls(node)) {
                String plain = Texts.invite(peer, Texts.callId(), "Content-Type: application/sdp\r\n", OFFER)
                        .replace(";+sip.src", "");
                peer.send(plain);
                assertThat(peer.receiveFinal()).contains("403", "SIPREC calls only");
                assertThat(invited(peer, "Require: siprec\r\n", OFFER)).contains("488", "plaintext forbidden");
            }
            Awaitility.await().untilAsserted(() -> assertThat(audit())
                    .anyMatch(line -> line.contains("\"action\":\"sip.connection\"")
                            && line.contains("\"tls\":\"TLSv1.3\"")
                            && line.contains("\"cipher\":\"TLS_"))
                    .anyMatch(line -> line.contains("\"action\":\"sip.invite\",\"result\":\"ok\"")
                            && line.contains("\"trunk\":\"strict\"")));
        }
    }

    @Test
    void aTrunkChoosesTheCodecsOfItsAnswers() throws Exception {
        String trunk = "callvault.trunks = [{ name = pcmu, addresses = [\"127.0.0.1\"], codecs = [pcmu] }]";
        try (TestNode node = start(trunk);
                Peer peer = udp(node)) {
            assertThat(invited(peer, "", OFFER)).contains("SIP/2.0 200 ", " RTP/AVP 0\r\n");
            assertThat(invited(peer, "", OFFER.replace("8 0", "8"))).contains("488", "no common codec");
        }
        try (TestNode node = start("callvault.default-trunk.answer = first-codec");
                Peer peer = udp(node)) {
            assertThat(invited(peer, "", OFFER)).contains("SIP/2.0 200 ", " RTP/AVP 8\r\n");
        }
    }

    private TestNode start(String settings) throws IOException {
        Path file = Files.writeString(directory.resolve("site.conf"), settings);
        return TestNode.start(directory, Map.of("CALLVAULT_CONFIG", file.toString()));
    }

    private static String invited(Peer peer, String more, String sdp) throws Exception {
        peer.send(Texts.invite(peer, Texts.callId(), more + "Content-Type: application/sdp\r\n", sdp));
        return peer.receiveFinal();
    }

    private static Peer udp(TestNode node) throws IOException {
        return Peer.udp(node.target(SipTransport.UDP).port());
    }

    private static Peer tls(TestNode node) throws IOException {
        return Peer.tls(
                node.target(SipTransport.TLS).port(),
                node.target(SipTransport.TLS).trust().orElseThrow());
    }

    private List<String> audit() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("data/audit"))) {
            return files.flatMap(AccessTest::lines).toList();
        }
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
