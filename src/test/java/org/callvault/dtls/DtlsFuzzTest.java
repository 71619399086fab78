package org.callvault.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Datagrams of strangers where a handshake is waited for, and fingerprints as descriptions have them. */
class DtlsFuzzTest {
    private static final DtlsIdentity OURS = LoopbackPeer.identity();
    private static final DtlsEndpoint ENDPOINT = LoopbackPeer.endpoint(OURS);
    private static final InetSocketAddress STRANGER = new InetSocketAddress(InetAddress.getLoopbackAddress(), 5004);

    /** No cookie of ours can be in it, so whatever it is, no handshake begins. */
    @FuzzTest
    void aDatagramOfAStrangerBeginsNothing(byte[] datagram) {
        DtlsSender sender = (answer, to) -> {
            assertThat(to).isEqualTo(STRANGER);
            assertThat(answer.remaining()).isLessThan(100);
        };
        try (DtlsAssociation server =
                ENDPOINT.associate(DtlsRole.SERVER, Set.of(OURS.fingerprint()), sender, new DtlsListener() {
                    @Override
                    public void keyed(DtlsKeys keys) {
                        throw new AssertionError("keyed by a stranger");
                    }

                    @Override
                    public void failed(DtlsFailure reason) {
                        assertThat(reason).isIn(DtlsFailure.UNEXPECTED, DtlsFailure.PROTOCOL);
                    }
                })) {
            server.read(datagram, STRANGER);
            assertThat(ENDPOINT.handshakes()).isZero();
        }
    }

    @FuzzTest
    void aFingerprintThatIsReadCanBeWritten(byte[] value) {
        Fingerprint.parse(new String(value, StandardCharsets.UTF_8))
                .ifPresent(read -> assertThat(Fingerprint.parse(read.text())).contains(read));
    }
}
