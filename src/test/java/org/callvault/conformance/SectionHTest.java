package org.callvault.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.callvault.dtls.DtlsAssociation;
import org.callvault.dtls.DtlsEndpoint;
import org.callvault.dtls.DtlsFailure;
import org.callvault.dtls.DtlsIdentity;
import org.callvault.dtls.DtlsKeys;
import org.callvault.dtls.DtlsLimits;
import org.callvault.dtls.DtlsListener;
import org.callvault.dtls.DtlsRole;
import org.callvault.dtls.Fingerprint;
import org.callvault.media.DtlsPlan;
import org.callvault.media.StreamPlan;
import org.callvault.media.stream.Outcome;
import org.callvault.media.stream.RemoteSide;
import org.callvault.media.stream.StreamAccounting;
import org.callvault.media.stream.StreamReceiver;
import org.callvault.session.state.Effect;
import org.callvault.session.state.PlayedSession;
import org.callvault.session.state.Requests;
import org.callvault.session.state.SessionEvent.MediaReady;
import org.callvault.srtp.SrtpKeyParams;
import org.callvault.srtp.SrtpSuite;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys from a DTLS handshake: descriptions, handshake, demultiplexing. */
@ExtendWith(ConformanceReport.class)
class SectionHTest {
    private static final String SHA_256 = "sha-256 " + "AB:".repeat(31) + "AB";
    private static final String SHA_1 = "sha-1 AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB";
    private static final String TLS_ID = "a=tls-id:abcdefghijklmnopqrstu";
    private static final SocketAddress SOURCE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

    private static String offer(String... attributes) {
        return Offers.session(
                Offers.audio(30000, "UDP/TLS/RTP/SAVP 0", "a=rtcp-mux", "a=label:1", String.join("\r\n", attributes)),
                Offers.audio(30002, "UDP/TLS/RTP/SAVP 0", "a=rtcp-mux", "a=label:2", String.join("\r\n", attributes)));
    }

    private static List<String> answered(String offer) {
        PlayedSession session = new PlayedSession();
        session.answers(Requests.request().sdp(offer));
        return session.answer().lines().toList();
    }

    @Test
    @Statement(section = "A", number = 22, source = "RFC 7866, 12.2", text = "DTLS-SRTP may be offered for keys")
    void streamsMayBeKeyedByDtls() {
        assertThat(answered(offer("a=setup:actpass", "a=fingerprint:" + SHA_256)))
                .filteredOn(line -> line.startsWith("m=audio"))
                .hasSize(2)
                .allSatisfy(
                        line -> assertThat(line).endsWith("UDP/TLS/RTP/SAVP 0").doesNotContain("audio 0 "));
    }

    @ParameterizedTest
    @CsvSource({"actpass, passive, SERVER", "active, passive, SERVER", "passive, active, CLIENT"})
    @Statement(
            section = "H",
            number = 1,
            source = "RFC 5763, 5",
            text = "An offer that is actpass or active is answered passive, one that is passive active")
    void setupIsAnswered(String offered, String answered, DtlsRole role) {
        String offer = offer("a=setup:" + offered, "a=fingerprint:" + SHA_256);
        assertThat(answered(offer)).contains("a=setup:" + answered).noneMatch(line -> line.startsWith("a=crypto"));

        PlayedSession session = new PlayedSession();
        session.receives(Requests.request().sdp(offer), "INVITE");
        assertThat(session.only(Effect.StartMedia.class).streams())
                .extracting(StreamPlan::dtls)
                .extracting(plan -> Objects.requireNonNull(plan).role())
                .containsOnly(role);
    }

    @Test
    @Statement(
            section = "H",
            number = 2,
            source = "RFC 8842, 5.3",
            text = "tls-id is answered where it is offered, and nowhere else")
    void tlsIdIsAnsweredWhereItIsOffered() {
        assertThat(answered(offer("a=setup:actpass", "a=fingerprint:" + SHA_256)))
                .noneMatch(line -> line.startsWith("a=tls-id"));
        assertThat(answered(offer("a=setup:actpass", "a=fingerprint:" + SHA_256, TLS_ID)))
                .filteredOn(line -> line.startsWith("a=tls-id:"))
                .hasSize(2)
                .doesNotHaveDuplicates()
                .allSatisfy(
                        line -> assertThat(line.length() - "a=tls-id:".length()).isBetween(20, 255));
    }

    @ParameterizedTest
    @CsvSource({"AB:AB, AB:AB, false", "AB:AB, CD:AB, true", "abcdefg, gfedcba, true"})
    @Statement(
            section = "H",
            number = 2,
            source = "RFC 8842, 3 and 5.3",
            text = "The same certificate and tls-id go on with their association, another of either begins a new one")
    void anotherCertificateOrTlsIdBeginsAnAssociation(String before, String after, boolean isNew) {
        PlayedSession session = new PlayedSession();
        String first = offer("a=setup:actpass", "a=fingerprint:" + SHA_256, TLS_ID);
        String tag = session.answers(Requests.request().sdp(first));
        List<String> named = tlsIds(session);
        session.receives(Requests.request().inDialog(tag), "ACK");
        session.receives(Requests.request().inDialog(tag).cseq(2).sdp(first.replace(before, after)), "INVITE");
        assertThat(session.only(Effect.UpdateMedia.class).streams())
                .extracting(StreamPlan::dtls)
                .extracting(plan -> "a=tls-id:" + ourTlsId(plan))
                .allSatisfy(name -> assertThat(named.contains(name)).isEqualTo(!isNew));
        session.happens(new MediaReady(PlayedSession.PORTS));
        assertThat(tlsIds(session).equals(named)).isEqualTo(!isNew);
    }

    private static String ourTlsId(@Nullable DtlsPlan plan) {
        return String.valueOf(Objects.requireNonNull(plan).ourTlsId());
    }

    private static List<String> tlsIds(PlayedSession session) {
        return session.answer()
                .lines()
                .filter(line -> line.startsWith("a=tls-id"))
                .toList();
    }

    @Test
    @Statement(
            section = "H",
            number = 3,
            source = "RFC 5763, 5",
            text = "A certificate that the fingerprint does not name gives no keys, and ends the handshake")
    void aForeignCertificateGivesNoKeys() throws Exception {
        DtlsIdentity stranger = identity();
        Wire wire = new Wire(identity(), stranger, identity().fingerprint());
        assertThat(wire.failed.get(20, TimeUnit.SECONDS)).isEqualTo(DtlsFailure.WRONG_FINGERPRINT);
        assertThat(wire.server.isDone()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a=fingerprint:" + SHA_1, "a=fingerprint:md5 00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF"})
    @Statement(
            section = "H",
            number = 4,
            source = "RFC 8122, 5.1",
            text = "Fingerprints by MD5 and SHA-1 are refused, ours is by SHA-256")
    void weakHashesAreRefused(String weak) {
        PlayedSession session = new PlayedSession();
        session.receives(Requests.request().sdp(offer("a=setup:actpass", weak)), "INVITE");
        assertThat(session.response().status()).isEqualTo(488);
        assertThat(answered(offer("a=setup:actpass", weak, "a=fingerprint:" + SHA_256)))
                .filteredOn(line -> line.startsWith("a=fingerprint:"))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).startsWith("a=fingerprint:sha-256 "));
    }

    @Test
    @Statement(
            section = "H",
            number = 4,
            source = "RFC 8122, 5",
            text = "A fingerprint of the media level overrides those of the session level")
    void mediaLevelOverridesSessionLevel() {
        String sessionLevel = offer("a=fingerprint:" + SHA_256)
                .replaceFirst("t=0 0\r\n", "t=0 0\r\na=setup:passive\r\na=fingerprint:" + SHA_1 + "\r\n");
        assertThat(answered(sessionLevel)).contains("a=setup:active");
    }

    @Test
    @Statement(
            section = "H",
            number = 5,
            source = "RFC 5764, 4.1.2 and 4.2, RFC 7714, 14.2",
            text = "Both sides have the keys of both directions, of the best profile that both take")
    void bothSidesHaveTheSameKeys() throws Exception {
        DtlsIdentity theirs = identity();
        Wire wire = new Wire(identity(), theirs, theirs.fingerprint());
        Keys server = Objects.requireNonNull(wire.server.get(20, TimeUnit.SECONDS));
        Keys client = Objects.requireNonNull(wire.client.get(20, TimeUnit.SECONDS));
        assertThat(server.theirs().sameAs(client.ours())).isTrue();
        assertThat(server.ours().sameAs(client.theirs())).isTrue();
        assertThat(server.ours().suite()).isEqualTo(SrtpSuite.AEAD_AES_256_GCM);
    }

    @ParameterizedTest
    @CsvSource({
        "0, NOT_RTP",
        "3, NOT_RTP",
        "19, NOT_RTP",
        "20, DTLS",
        "63, DTLS",
        "64, NOT_RTP",
        "128, NO_KEYS",
        "191, NO_KEYS",
        "192, NOT_RTP"
    })
    @Statement(
            section = "H",
            number = 6,
            source = "RFC 7983, 7",
            text =
                    "The first byte tells DTLS (20 to 63) from RTP and RTCP (128 to 191), and what is neither is dropped")
    void theFirstByteTellsDtlsFromMedia(int first, Outcome expected) {
        try (StreamReceiver receiver =
                new StreamReceiver(new StreamAccounting(), null, true, new RemoteSide(true, null))) {
            receiver.keyBy((buffer, offset, length, source, control) -> true);
            byte[] datagram = new byte[60];
            datagram[0] = (byte) first;
            Outcome shaken = receiver.receiveHandshake(datagram, 0, 60, SOURCE, false);
            assertThat(shaken == null ? receiver.receive(datagram, 0, 60, SOURCE, 0, 0) : shaken)
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"UDP/TLS/RTP/SAVP", "UDP/TLS/RTP/SAVPF"})
    @Statement(
            section = "H",
            number = 7,
            source = "RFC 5764, 8",
            text = "UDP/TLS/RTP/SAVP and UDP/TLS/RTP/SAVPF are taken, and answered as they came")
    void bothTransportTokensAreTaken(String protocol) {
        String offer = offer("a=setup:actpass", "a=fingerprint:" + SHA_256).replace("UDP/TLS/RTP/SAVP", protocol);
        assertThat(answered(offer))
                .filteredOn(line -> line.startsWith("m=audio"))
                .allSatisfy(line -> assertThat(line).endsWith(" " + protocol + " 0"));
    }

    private static DtlsIdentity identity() {
        return DtlsIdentity.generate(new SecureRandom(), Instant.now());
    }

    /** Copies of what a handshake gave. */
    private record Keys(SrtpKeyParams theirs, SrtpKeyParams ours) {}

    /** A server and a client whose datagrams reach each other. */
    private static final class Wire {
        private static final InetSocketAddress SERVER = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
        private static final InetSocketAddress CLIENT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 2);

        private final CompletableFuture<Keys> server = new CompletableFuture<>();
        private final CompletableFuture<Keys> client = new CompletableFuture<>();
        private final CompletableFuture<DtlsFailure> failed = new CompletableFuture<>();
        private final AtomicReference<DtlsAssociation> serverEnd = new AtomicReference<>();
        private final DtlsAssociation clientEnd;

        Wire(DtlsIdentity ours, DtlsIdentity theirs, Fingerprint described) {
            clientEnd = endpoint(theirs)
                    .associate(
                            DtlsRole.CLIENT,
                            Set.of(ours.fingerprint()),
                            (datagram, to) -> pass(datagram, Objects.requireNonNull(serverEnd.get()), CLIENT),
                            listener(client, new CompletableFuture<>()));
            serverEnd.set(endpoint(ours)
                    .associate(
                            DtlsRole.SERVER,
                            Set.of(described),
                            (datagram, to) -> pass(datagram, clientEnd, SERVER),
                            listener(server, failed)));
            clientEnd.connect(SERVER);
        }

        private static DtlsEndpoint endpoint(DtlsIdentity identity) {
            DtlsLimits limits = new DtlsLimits(Duration.ofSeconds(20), Duration.ofMillis(100), 4);
            return new DtlsEndpoint(identity, limits, new SecureRandom());
        }

        private static void pass(ByteBuffer datagram, DtlsAssociation to, InetSocketAddress from) {
            byte[] bytes = new byte[datagram.remaining()];
            datagram.get(bytes);
            boolean _ = to.receive(bytes, 0, bytes.length, from);
        }

        private static DtlsListener listener(CompletableFuture<Keys> keys, CompletableFuture<DtlsFailure> failed) {
            return new DtlsListener() {
                @Override
                public void keyed(DtlsKeys given) {
                    keys.complete(new Keys(given.theirs().copy(), given.ours().copy()));
                }

                @Override
                public void failed(DtlsFailure reason) {
                    failed.complete(reason);
                }
            };
        }
    }
}
