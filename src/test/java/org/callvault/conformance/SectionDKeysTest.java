package org.callvault.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.callvault.media.StreamPlan;
import org.callvault.media.stream.Outcome;
import org.callvault.media.stream.RemoteSide;
import org.callvault.media.stream.StreamAccounting;
import org.callvault.media.stream.StreamReceiver;
import org.callvault.rtp.RtpPacket;
import org.callvault.session.signal.SipHeader;
import org.callvault.session.signal.SipTransport;
import org.callvault.session.state.Effect;
import org.callvault.session.state.PlayedSession;
import org.callvault.session.state.Requests;
import org.callvault.session.state.SessionEvent.MediaReady;
import org.callvault.srtp.SrtpMasterKey;
import org.callvault.srtp.SrtpReceiver;
import org.callvault.srtp.SrtpSender;
import org.callvault.srtp.SrtpSuite;
import org.callvault.srtp.Unprotected;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** RFC 4568: the life of keys in a call. */
@ExtendWith(ConformanceReport.class)
class SectionDKeysTest {
    private static final InetSocketAddress SRC = new InetSocketAddress("192.0.2.1", 4000);
    private static final long SECOND = 1_000_000_000L;

    private static SrtpMasterKey newKey() {
        return SrtpMasterKey.generate(SrtpSuite.AES_CM_128_HMAC_SHA1_80, new SecureRandom());
    }

    private static byte[] packet(SrtpSender sender, int ssrc, int sequence) {
        byte[] packet = new byte[188];
        RtpPacket.writeHeader(packet, 0, 0, false, sequence, sequence * 160L, ssrc);
        return Arrays.copyOf(packet, sender.protect(packet, 0, 172));
    }

    private static Outcome take(StreamReceiver receiver, byte[] packet, long nowNanos) {
        return receiver.receive(packet, 0, packet.length, SRC, 1, nowNanos);
    }

    @Test
    @Statement(
            section = "D",
            number = 9,
            source = "RFC 4568, 6.4",
            text = "The rollover counter of a new key starts at 0")
    void theRolloverCounterStartsAtZero() {
        SrtpMasterKey key = newKey();
        SrtpReceiver receiver = new SrtpReceiver(key);
        byte[] first = packet(new SrtpSender(key), 1, 0x7ff0);
        assertThat(receiver.unprotect(first, 0, first.length)).isEqualTo(Unprotected.OK);
        assertThat(receiver.packetIndex()).isEqualTo(0x7ff0);
    }

    @Test
    @Statement(
            section = "D",
            number = 10,
            source = "RFC 4568, 6.4.1",
            text = "A source gets its context only when a packet of it has authenticated")
    void aContextIsMadeOnlyForAnAuthenticSource() {
        SrtpMasterKey key = newKey();
        SrtpReceiver receiver = new SrtpReceiver(key);
        SrtpSender forger = new SrtpSender(newKey());
        for (int ssrc = 0; ssrc < 1000; ssrc++) {
            byte[] forged = packet(forger, ssrc, 60_000);
            assertThat(receiver.unprotect(forged, 0, forged.length)).isEqualTo(Unprotected.AUTHENTICATION_FAILED);
        }
        // Had a forged packet bound a context, this one's index would be guessed wrong, or there were no room.
        byte[] authentic = packet(new SrtpSender(key), 500, 1);
        assertThat(receiver.unprotect(authentic, 0, authentic.length)).isEqualTo(Unprotected.OK);
        assertThat(receiver.packetIndex()).isEqualTo(1);
    }

    @Test
    @Statement(
            section = "D",
            number = 11,
            source = "RFC 4568, 7.1.4",
            text = "A new key is answered with a new one of ours, an unchanged key with the one before")
    void aNewKeyIsAnsweredWithANewOne() {
        PlayedSession session = new PlayedSession();
        String tag = session.answers(Requests.request().sdp(Requests.OFFER));
        List<String> first = keys(session.answer());
        session.receives(Requests.request().inDialog(tag), "ACK");

        session.receives(Requests.request().inDialog(tag).cseq(2).sdp(Requests.OFFER), "INVITE");
        session.happens(new MediaReady(PlayedSession.PORTS));
        assertThat(keys(session.answer())).isEqualTo(first);

        String oneRekeyed = Requests.OFFER.replace("MDEyMzQ1", "OTk5OTk5");
        session.receives(Requests.request().inDialog(tag).cseq(3).sdp(oneRekeyed), "INVITE");
        assertThat(session.only(Effect.UpdateMedia.class).streams())
                .extracting(StreamPlan::remoteKeys)
                .doesNotContainNull();
        session.happens(new MediaReady(PlayedSession.PORTS));
        assertThat(keys(session.answer()).getFirst()).isNotEqualTo(first.getFirst());
        assertThat(keys(session.answer()).getLast()).isEqualTo(first.getLast());
    }

    @ParameterizedTest
    @CsvSource({"m=audio 40000, m=audio 41000", "c=IN IP4 192.0.2.1, c=IN IP4 192.0.2.77"})
    @Statement(
            section = "D",
            number = 11,
            source = "RFC 4568, 7.1.4",
            text = "A stream that moves to another address or port gets a new key of ours")
    void anotherAddressMeansANewKey(String before, String after) {
        PlayedSession session = new PlayedSession();
        String tag = session.answers(Requests.request().sdp(Requests.OFFER));
        String first = keys(session.answer()).getFirst();
        session.receives(Requests.request().inDialog(tag), "ACK");

        session.receives(Requests.request().inDialog(tag).cseq(2).sdp(Requests.OFFER.replace(before, after)), "INVITE");
        session.happens(new MediaReady(PlayedSession.PORTS));
        assertThat(keys(session.answer()).getFirst()).isNotEqualTo(first);
    }

    private static List<String> keys(String answer) {
        List<String> lines =
                answer.lines().filter(line -> line.startsWith("a=crypto:")).toList();
        assertThat(lines).hasSize(2);
        return lines;
    }

    @Test
    @Statement(
            section = "D",
            number = 11,
            source = "RFC 4568, 7.1.4",
            text = "Old and new keys are accepted for a short overlap, and a new key starts at a rollover counter of 0")
    void oldAndNewKeysOverlapForAShortTime() {
        SrtpMasterKey before = newKey();
        SrtpMasterKey after = newKey();
        SrtpSender old = new SrtpSender(before);
        SrtpSender fresh = new SrtpSender(after);
        StreamReceiver receiver =
                new StreamReceiver(new StreamAccounting(), new SrtpReceiver(before), true, new RemoteSide(false, null));
        assertThat(take(receiver, packet(old, 1, 65_535), 0)).isEqualTo(Outcome.RTP);
        assertThat(take(receiver, packet(old, 1, 0), 0)).isEqualTo(Outcome.RTP);

        receiver.rekey(new SrtpReceiver(after), 0);
        assertThat(take(receiver, packet(fresh, 1, 2), SECOND)).isEqualTo(Outcome.RTP);
        assertThat(take(receiver, packet(old, 1, 1), SECOND)).isEqualTo(Outcome.RTP);
        assertThat(take(receiver, packet(old, 1, 3), 60 * SECOND)).isEqualTo(Outcome.AUTHENTICATION_FAILED);
        assertThat(take(receiver, packet(fresh, 1, 4), 60 * SECOND)).isEqualTo(Outcome.RTP);
    }

    @Test
    @Statement(
            section = "D",
            number = 11,
            source = "RFC 4568, 7.1.4",
            text = "A rejected offer leaves the old keys in force")
    void aRejectedOfferLeavesTheOldKeys() {
        PlayedSession session = new PlayedSession();
        String tag = session.records(Requests.request().sdp(Requests.OFFER));
        String unusable = Requests.OFFER.replace("AES_CM_128", "UNKNOWN").replace("MDEyMzQ1", "OTk5OTk5");
        session.receives(Requests.request().inDialog(tag).cseq(2).sdp(unusable), "INVITE");
        assertThat(session.response().status()).isEqualTo(488);
        assertThat(session.all(Effect.UpdateMedia.class)).isEmpty();
        assertThat(session.state().word()).isEqualTo("recording");
    }

    @ParameterizedTest
    @EnumSource(
            value = SipTransport.class,
            names = {"UDP", "TCP"})
    @Statement(
            section = "D",
            number = 12,
            source = "RFC 4568, 8.3",
            text = "Keys in signalling that anybody can read are refused, and over TLS they are taken")
    void keysInPlaintextSignallingAreRefused(SipTransport transport) {
        PlayedSession plaintext = new PlayedSession();
        plaintext.receives(Requests.request().by(transport).sdp(Requests.OFFER), "INVITE");
        assertThat(plaintext.response().status()).isEqualTo(488);
        SipHeader warning = plaintext.response().headers().stream()
                .filter(header -> header.name().equals("Warning"))
                .findFirst()
                .orElseThrow();
        assertThat(Objects.requireNonNull(warning.value())).contains("keys over plaintext signalling");

        new PlayedSession().records(Requests.request().by(SipTransport.TLS).sdp(Requests.OFFER));
    }
}
