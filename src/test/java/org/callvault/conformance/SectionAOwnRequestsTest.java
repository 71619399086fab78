package org.callvault.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.callvault.config.Settings.ClientAuth;
import org.callvault.security.CertificateIssuer;
import org.callvault.security.KeyKind;
import org.callvault.security.PeerCertificate;
import org.callvault.security.PemCredentials;
import org.callvault.security.TlsContexts;
import org.callvault.session.signal.OutboundRequest;
import org.callvault.session.state.Effect;
import org.callvault.session.state.PlayedSession;
import org.callvault.session.state.Requests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** RFC 7866: what the recorder asks of its client. */
@ExtendWith(ConformanceReport.class)
class SectionAOwnRequestsTest {
    private static final String PARTIAL = "<recording xmlns='urn:ietf:params:xml:ns:recording:1'>"
            + "<datamode>partial</datamode><participantstreamassoc participant_id='unknown'><send>s</send>"
            + "</participantstreamassoc></recording>";

    @Test
    @Statement(
            section = "A",
            number = 16,
            source = "RFC 7866, 9.2",
            text = "A snapshot is asked for by an UPDATE without SDP")
    void aSnapshotIsAskedForByUpdate() {
        PlayedSession session = new PlayedSession();
        String tag = session.records(Requests.request().sdp(Requests.OFFER));
        session.receives(
                Requests.request().inDialog(tag).cseq(2).body("application/rs-metadata+xml", PARTIAL), "UPDATE");
        OutboundRequest update = session.only(Effect.Send.class).request();
        assertThat(update.method()).isEqualTo("UPDATE");
        assertThat(update.contentType()).isEqualTo("application/rs-metadata-request");
        assertThat(new String(update.body(), StandardCharsets.UTF_8)).doesNotContain("m=audio");
    }

    @Test
    @Statement(
            section = "B",
            number = 15,
            source = "RFC 7865, 7",
            text = "A snapshot request is a requestsnapshot element, with a requestreason or without")
    void aSnapshotRequestIsItsOwnDocument() {
        PlayedSession session = new PlayedSession();
        String tag = session.records(Requests.request().sdp(Requests.OFFER));
        session.receives(
                Requests.request().inDialog(tag).cseq(2).body("application/rs-metadata+xml", PARTIAL), "UPDATE");
        assertThat(new String(session.only(Effect.Send.class).request().body(), StandardCharsets.UTF_8))
                .contains("<requestsnapshot xmlns=\"urn:ietf:params:xml:ns:recording:1\"><requestreason>");
    }

    @Test
    @Statement(section = "A", number = 22, source = "RFC 7866, 12.1", text = "Mutual TLS is implemented")
    void mutualTlsIsImplemented(@TempDir Path directory) throws Exception {
        PemCredentials authority =
                CertificateIssuer.newAuthority("both", KeyKind.EC_P256, Duration.ofDays(1), InstantSource.system());
        CertificateIssuer issuer = CertificateIssuer.of(authority, InstantSource.system());
        SSLContext server = TlsContexts.server(
                issuer.server("srs", List.of("srs.test"), KeyKind.EC_P256, Duration.ofDays(1)), authority.chain());
        SSLEngine engine = TlsContexts.serverEngine(server, ClientAuth.REQUIRED);
        assertThat(engine.getNeedClientAuth()).isTrue();
        PemCredentials client = issuer.client("src", List.of("sbc.test"), KeyKind.EC_P256, Duration.ofDays(1));
        assertThat(PeerCertificate.of(client.chain().getFirst()).names()).containsExactly("sbc.test");
    }
}
