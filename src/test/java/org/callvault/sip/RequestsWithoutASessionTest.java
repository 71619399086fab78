package org.callvault.sip;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.callvault.session.signal.SipTransport;
import org.callvault.sip.admission.Admission;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is answered or refused before any session hears of it. */
class RequestsWithoutASessionTest {
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
    @CsvSource(
            delimiter = '|',
            value = {
                "REGISTER | '' | '' | 405 | Allow: INVITE",
                "INFO | ;tag=x | '' | 405 | Allow: INVITE",
                "NOTIFY | ;tag=x | '' | 405 | Allow: INVITE",
                "FROB | '' | '' | 405 | Allow: INVITE",
                "INVITE | '' | 'Require: frobnicate, siprec' | 420 | Unsupported: frobnicate",
                "INVITE | '' | 'Content-Encoding: gzip' | 415 | Accept-Encoding: identity",
                "BYE | '' | '' | 481 | Warning: 399 callvault",
                "UPDATE | '' | '' | 481 | Warning: 399 callvault",
                "CANCEL | '' | '' | 481 | Warning: 399 callvault"
            })
    void refusesWithoutASession(String method, String toTag, String header, int status, String expected)
            throws Exception {
        for (SipTransport transport : SipTransport.values()) {
            String callId = Texts.callId();
            try (Peer peer = running.peer(transport)) {
                String contact = "Contact: <sip:src@127.0.0.1>\r\n";
                String more = contact + (header.isEmpty() ? "" : header + "\r\n");
                peer.send(Texts.request(peer, method, callId, "r" + callId, toTag, more, ""));
                String response = peer.receiveFinal();
                assertThat(response).startsWith("SIP/2.0 " + status + " ").contains(expected);
                assertThat(Peer.header(response, "To")).contains(";tag=");
                assertThat(running.router.peek(callId)).isNull();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"sip:srs@127.0.0.1 SIP/7.0, 505", "http://x/ SIP/2.0, 416", "tel:+15551234 SIP/2.0, 0"})
    void judgesTheRequestLine(String rest, int status) throws Exception {
        for (SipTransport transport : SipTransport.values()) {
            String callId = Texts.callId();
            try (Peer peer = running.peer(transport)) {
                peer.send(Texts.invite(peer, callId, "", "").replaceFirst("sip:srs@127.0.0.1 SIP/2.0", rest));
                if (status == 0) {
                    SipChecks.answer(running.router.handle(callId), 603);
                    assertThat(peer.receiveFinal()).startsWith("SIP/2.0 603 ");
                } else {
                    assertThat(peer.receiveFinal()).startsWith("SIP/2.0 " + status + " ");
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"From", "To", "Call-ID", "CSeq", "Via"})
    void survivesARequestWithoutAMandatoryHeader(String missing) throws Exception {
        for (SipTransport transport : SipTransport.values()) {
            try (Peer peer = running.peer(transport)) {
                double before = running.rejected("missing-header") + running.rejected("unparsable");
                peer.send(Texts.invite(peer, Texts.callId(), "", "").replaceFirst("(?m)^" + missing + ":.*\r\n", ""));
                Awaitility.await()
                        .until(() -> running.rejected("missing-header") + running.rejected("unparsable") > before);
                SipChecks.assertServes(peer);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1234", "z9hG4bK", "z9hG4b", "Z9HG4BK"})
    void aBranchThatNamesNoTransactionIsRefused(String branch) throws Exception {
        for (SipTransport transport : SipTransport.values()) {
            String callId = Texts.callId();
            try (Peer peer = running.peer(transport)) {
                peer.send(
                        Texts.request(peer, "OPTIONS", callId, "x", "", "", "").replace("z9hG4bKx", branch));
                assertThat(peer.receive()).startsWith("SIP/2.0 400 ").contains(callId);
                SipChecks.assertServes(peer);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"Call-ID, other", "From, <sip:o@x>;tag=o", "To, <sip:o@x>", "CSeq, 9 OPTIONS", "Max-Forwards, 1"})
    void twoValuesOfAHeaderThatStandsOnceAreRefused(String name, String value) throws Exception {
        for (SipTransport transport : SipTransport.values()) {
            String callId = Texts.callId();
            try (Peer peer = running.peer(transport)) {
                peer.send(Texts.request(peer, "OPTIONS", callId, "x", "", name + ": " + value + "\r\n", ""));
                assertThat(peer.receive()).startsWith("SIP/2.0 400 ").contains(callId);
                SipChecks.assertServes(peer);
            }
        }
    }

    @Test
    void toleratesAMissingMaxForwardsAndZero() throws Exception {
        try (Peer peer = running.udp()) {
            for (String line : List.of("", "Max-Forwards: 0\r\n")) {
                String callId = Texts.callId();
                peer.send(Texts.invite(peer, callId, "", "").replace("Max-Forwards: 70\r\n", line));
                SipChecks.answer(running.router.handle(callId), 486);
                assertThat(peer.receiveFinal()).startsWith("SIP/2.0 486 ");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(SipTransport.class)
    void optionsOutsideADialogTellsWhatARecorderCanDo(SipTransport transport) throws Exception {
        try (Peer peer = running.peer(transport)) {
            SipChecks.assertServes(peer);
        }
    }

    @Test
    void aRefusingAdmissionAnswersNewCallsAndProbesOnly() throws Exception {
        running.admission.refusal = Optional.of(new Admission.Refusal(503, "draining", "Draining", 7));
        try (Peer peer = running.tcp()) {
            for (String method : List.of("INVITE", "OPTIONS")) {
                String callId = Texts.callId();
                String more = "Contact: <sip:src@127.0.0.1>\r\n";
                peer.send(Texts.request(peer, method, callId, "d" + callId, "", more, ""));
                assertThat(peer.receiveFinal()).startsWith("SIP/2.0 503 ").contains("Retry-After: 7", "Draining");
            }
            String callId = Texts.callId();
            peer.send(Texts.request(peer, "BYE", callId, "d" + callId, ";tag=srs1", "", ""));
            SipChecks.answer(running.router.handle(callId), 200);
            assertThat(peer.receive()).startsWith("SIP/2.0 200 ");
        } finally {
            running.admission.refusal = Optional.empty();
        }
    }
}
