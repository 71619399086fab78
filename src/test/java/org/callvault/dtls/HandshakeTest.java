package org.callvault.dtls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.callvault.srtp.SrtpSuite;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeTest {
    private final DtlsIdentity alice = LoopbackPeer.identity();
    private final DtlsIdentity bob = LoopbackPeer.identity();
    private final DtlsEndpoint ours = LoopbackPeer.endpoint(alice);
    private final DtlsEndpoint theirs = LoopbackPeer.endpoint(bob);

    @Test
    void bothSidesHaveTheKeysOfBothDirections() throws Exception {
        agree(number -> false, number -> false);
    }

    @Test
    void aLostFlightOfTheServerIsSentAgain() throws Exception {
        agree(number -> number == 2 || number == 3, number -> false);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void aLostDatagramOfTheClientIsSentAgain(int lost) throws Exception {
        agree(number -> false, number -> number == lost);
    }

    /** The server is done by then: what it sent last must be sent again by who has its keys already. */
    @Test
    void theServersLastFlightIsSentAgainAfterItsHandshakeIsOver() throws Exception {
        try (LoopbackPeer server = new LoopbackPeer(ours, DtlsRole.SERVER, bob.fingerprint());
                LoopbackPeer counted = new LoopbackPeer(theirs, DtlsRole.CLIENT, alice.fingerprint())) {
            counted.association.connect(server.address());
            counted.awaitKeys();
            server.awaitKeys();
            int all = server.sent.get();
            agree(number -> number == all, number -> false);
        }
    }

    private void agree(Predicate<Integer> lostOfServer, Predicate<Integer> lostOfClient) throws Exception {
        try (LoopbackPeer server = new LoopbackPeer(ours, DtlsRole.SERVER, bob.fingerprint(), lostOfServer);
                LoopbackPeer client = new LoopbackPeer(theirs, DtlsRole.CLIENT, alice.fingerprint(), lostOfClient)) {
            client.association.connect(server.address());
            LoopbackPeer.Keys atClient = client.awaitKeys();
            LoopbackPeer.Keys atServer = server.awaitKeys();
            assertThat(atServer.theirs().sameAs(atClient.ours())).isTrue();
            assertThat(atServer.ours().sameAs(atClient.theirs())).isTrue();
            assertThat(atServer.ours().sameAs(atServer.theirs())).isFalse();
            assertThat(atServer.ours().suite()).isEqualTo(SrtpSuite.AEAD_AES_256_GCM);
        }
    }

    @ParameterizedTest
    @CsvSource({"8, AEAD_AES_256_GCM", "7, AEAD_AES_128_GCM", "1, AES_CM_128_HMAC_SHA1_80", "2, AES_CM_128_HMAC_SHA1_32"
    })
    void everyProfileIsTaken(int profile, SrtpSuite suite) throws Exception {
        try (LoopbackPeer server = new LoopbackPeer(ours, DtlsRole.SERVER, bob.fingerprint())) {
            PickyClient client = PickyClient.shakeHands(bob, server.address(), PickyClient.Options.of(profile));
            assertThat(client.answered().getProtectionProfiles()).containsExactly(profile);
            assertThat(server.awaitKeys().theirs().suite()).isEqualTo(suite);
        }
    }

    /** RFC 5764, section 4.2: client key, server key, client salt, server salt. */
    @Test
    void theExportedMaterialIsSplitAsTheRfcDrawsIt() throws Exception {
        try (LoopbackPeer server = new LoopbackPeer(ours, DtlsRole.SERVER, bob.fingerprint())) {
            PickyClient client = PickyClient.shakeHands(bob, server.address(), PickyClient.Options.of(1));
            byte[] material = client.exported();
            LoopbackPeer.Keys keys = server.awaitKeys();
            assertThat(keys.theirs().keys().getFirst().keyAndSalt())
                    .isEqualTo(joined(Arrays.copyOfRange(material, 0, 16), Arrays.copyOfRange(material, 32, 46)));
            assertThat(keys.ours().keys().getFirst().keyAndSalt())
                    .isEqualTo(joined(Arrays.copyOfRange(material, 16, 32), Arrays.copyOfRange(material, 46, 60)));
        }
    }

    private static byte[] joined(byte[] key, byte[] salt) {
        byte[] both = Arrays.copyOf(key, key.length + salt.length);
        System.arraycopy(salt, 0, both, key.length, salt.length);
        return both;
    }

    @Test
    void theBestProfileIsTakenWhateverTheOrder() throws Exception {
        try (LoopbackPeer server = new LoopbackPeer(ours, DtlsRole.SERVER, bob.fingerprint())) {
            PickyClient client = PickyClient.shakeHands(bob, server.address(), PickyClient.Options.of(5, 2, 1, 7));
            assertThat(client.answered().getProtectionProfiles()).containsExactly(7);
        }
    }

    @Test
    void anMkiIsEchoedAndKeysAreNamedByIt() throws Exception {
        byte[] mki = {1, 2, 3, 4};
        try (LoopbackPeer server = new LoopbackPeer(ours, DtlsRole.SERVER, bob.fingerprint())) {
            PickyClient client = PickyClient.shakeHands(
                    bob, server.address(), new PickyClient.Options(new int[] {7}, mki, true, true));
            assertThat(client.answered().getMki()).isEqualTo(mki);
            assertThat(server.awaitKeys().theirs().mkiLength()).isEqualTo(4);
        }
    }

    @Test
    void anMkiThatIsTooLongIsAnsweredWithNone() throws Exception {
        try (LoopbackPeer server = new LoopbackPeer(ours, DtlsRole.SERVER, bob.fingerprint())) {
            PickyClient client = PickyClient.shakeHands(
                    bob, server.address(), new PickyClient.Options(new int[] {7}, new byte[200], true, true));
            assertThat(client.answered().getMki()).isEmpty();
            assertThat(server.awaitKeys().theirs().mkiLength()).isZero();
        }
    }

    @Test
    void anotherCertificateThanTheDescribedOneIsRefusedByTheServer() throws Exception {
        DtlsIdentity stranger = LoopbackPeer.identity();
        try (LoopbackPeer server = new LoopbackPeer(ours, DtlsRole.SERVER, stranger.fingerprint());
                LoopbackPeer client = new LoopbackPeer(theirs, DtlsRole.CLIENT, alice.fingerprint())) {
            client.association.connect(server.address());
            assertThat(server.awaitFailure()).isEqualTo(DtlsFailure.WRONG_FINGERPRINT);
            assertThat(client.awaitFailure()).isEqualTo(DtlsFailure.ALERT_RECEIVED);
            assertThat(server.keyed).isEmpty();
            assertThat(client.keyed).isEmpty();
        }
    }

    @Test
    void anotherCertificateThanTheDescribedOneIsRefusedByTheClient() throws Exception {
        DtlsIdentity stranger = LoopbackPeer.identity();
        try (LoopbackPeer server = new LoopbackPeer(ours, DtlsRole.SERVER, bob.fingerprint());
                LoopbackPeer client = new LoopbackPeer(theirs, DtlsRole.CLIENT, stranger.fingerprint())) {
            client.association.connect(server.address());
            assertThat(client.awaitFailure()).isEqualTo(DtlsFailure.WRONG_FINGERPRINT);
            assertThat(server.awaitFailure()).isEqualTo(DtlsFailure.ALERT_RECEIVED);
            assertThat(client.keyed).isEmpty();
        }
    }

    @Test
    void whoeverShowsNoCertificateIsRefused() throws Exception {
        refused(new PickyClient.Options(new int[] {7}, new byte[0], false, true), DtlsFailure.NO_CERTIFICATE);
    }

    @Test
    void whoeverOffersNoUseSrtpIsRefused() throws Exception {
        refused(PickyClient.Options.of(), DtlsFailure.NO_COMMON_PROFILE);
    }

    /** 5 and 6 encrypt nothing. */
    @Test
    void whoeverOffersOnlyProfilesThatAreNotTakenIsRefused() throws Exception {
        refused(PickyClient.Options.of(5, 6), DtlsFailure.NO_COMMON_PROFILE);
    }

    @Test
    void withoutTheExtendedMasterSecretNothingIsExported() throws Exception {
        refused(new PickyClient.Options(new int[] {7}, new byte[0], true, false), DtlsFailure.PROTOCOL);
    }

    private void refused(PickyClient.Options options, DtlsFailure reason) throws Exception {
        try (LoopbackPeer server = new LoopbackPeer(ours, DtlsRole.SERVER, bob.fingerprint())) {
            assertThatThrownBy(() -> PickyClient.shakeHands(bob, server.address(), options))
                    .isInstanceOf(IOException.class);
            assertThat(server.awaitFailure()).isEqualTo(reason);
            assertThat(server.keyed).isEmpty();
        }
    }

    @Test
    void aSecondHandshakeOnTheSamePortsGivesNewKeys() throws Exception {
        try (LoopbackPeer server = new LoopbackPeer(ours, DtlsRole.SERVER, bob.fingerprint())) {
            List<LoopbackPeer.Keys> keys = IntStream.range(0, 2)
                    .mapToObj(time -> {
                        try (LoopbackPeer client = new LoopbackPeer(theirs, DtlsRole.CLIENT, alice.fingerprint())) {
                            client.association.connect(server.address());
                            client.awaitKeys();
                            return server.awaitKeys();
                        } catch (IOException | InterruptedException e) {
                            throw new AssertionError(e);
                        }
                    })
                    .toList();
            assertThat(keys.get(0).theirs().sameAs(keys.get(1).theirs())).isFalse();
        }
    }
}
