package org.callvault.media.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.callvault.media.socket.LinuxSockets;
import org.callvault.media.socket.MediaSockets;
import org.callvault.media.socket.NioSockets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("kinds")
class PortLeasesTest {
    private static final long REST = PortLeases.REST.toNanos();

    private static final int BUFFER = 1 << 16;

    private final MediaSockets sockets;
    private final PortLeases leases;
    private final List<PortLease> open = new ArrayList<>();

    PortLeasesTest(MediaSockets sockets) {
        this.sockets = sockets;
        this.leases = new PortLeases(sockets, InetAddress.getLoopbackAddress(), BUFFER, 25_000, 25_019);
    }

    static Stream<Named<MediaSockets>> kinds() {
        return Stream.of(new NioSockets(), new LinuxSockets()).map(kind -> Named.of(kind.name(), kind));
    }

    @AfterEach
    void closeSockets() {
        open.forEach(lease -> leases.release(lease, 0));
    }

    private PortLease lease(boolean shared, long nowNanos) {
        PortLease lease = (PortLease) leases.lease(shared, nowNanos);
        open.add(lease);
        return lease;
    }

    private int leaseAll(boolean shared, long nowNanos) {
        int count = 0;
        while (leases.lease(shared, nowNanos) instanceof PortLease lease) {
            open.add(lease);
            count++;
        }
        return count;
    }

    @Test
    void aPairIsAnEvenPortAndTheNextOdd() {
        PortLease lease = lease(false, 0);
        assertThat(lease.rtpPort() % 2).isZero();
        assertThat(lease.rtcpPort()).isEqualTo(lease.rtpPort() + 1);
        assertThat(lease.rtp().isOpen()).isTrue();
        assertThat(leases.leased()).isEqualTo(2);
    }

    @Test
    void aSharedPortIsOne() {
        PortLease lease = lease(true, 0);
        assertThat(lease.isShared()).isTrue();
        assertThat(lease.rtcp()).isSameAs(lease.rtp());
        assertThat(leases.leased()).isEqualTo(1);
    }

    @Test
    void portsAreTakenInTurnUntilNoneIsLeft() {
        assertThat(leaseAll(false, 0)).isBetween(1, 10);
        assertThat(open).extracting(PortLease::rtpPort).isSorted().doesNotHaveDuplicates();
        assertThat(leases.lease(false, 0)).isInstanceOf(Leasing.Exhausted.class);
    }

    @Test
    void aFreedPortRestsBeforeItIsLeasedAgain() {
        leaseAll(false, 0);
        PortLease freed = open.remove(0);
        leases.release(freed, 0);

        assertThat(leases.lease(false, REST - 1)).isInstanceOf(Leasing.Exhausted.class);
        assertThat(lease(false, REST).rtpPort()).isEqualTo(freed.rtpPort());
    }

    @Test
    void portsThatOthersHoldAreSkipped() throws Exception {
        PortLease first = lease(true, 0);
        try (DatagramSocket other = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            int held = other.getLocalPort();
            PortLeases around =
                    new PortLeases(sockets, InetAddress.getLoopbackAddress(), BUFFER, held, Math.min(held + 1, 65_535));
            Leasing leasing = around.lease(true, 0);
            if (leasing instanceof PortLease lease) {
                assertThat(lease.rtpPort()).isNotEqualTo(held);
                around.release(lease, 0);
            }
            assertThat(around.leased()).isZero();
        }
        assertThat(first.rtp().isOpen()).isTrue();
    }

    @Test
    void releasingClosesTheSocketsOnce() {
        PortLease lease = lease(false, 0);
        leases.release(lease, 0);
        leases.release(lease, 0);
        assertThat(lease.rtp().isOpen()).isFalse();
        assertThat(lease.rtcp().isOpen()).isFalse();
        assertThat(leases.leased()).isZero();
    }

    @Test
    void anAddressThatIsNotHereIsAFailureAndNotExhaustion() throws Exception {
        PortLeases elsewhere = new PortLeases(sockets, InetAddress.getByName("192.0.2.1"), BUFFER, 25_100, 25_119);
        assertThat(elsewhere.lease(false, 0)).isInstanceOf(Leasing.Failed.class);
    }

    @Test
    void aRangeThatIsNoneIsRefused() {
        assertThatThrownBy(() -> new PortLeases(sockets, InetAddress.getLoopbackAddress(), BUFFER, 30_000, 20_000))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
