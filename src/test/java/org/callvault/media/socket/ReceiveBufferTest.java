package org.callvault.media.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReceiveBufferTest {
    @ParameterizedTest
    @CsvSource({
        "1048576, 1048576, 9100, true",
        "1048576, 212992, 1840, true",
        "1048576, 115200, 1000, true",
        "1048576, 115199, 990, false",
        "16384, 16384, 140, false",
    })
    void aStreamIsCarriedOverASecondOrItIsTold(int asked, int granted, long millis, boolean enough) {
        ReceiveBuffer buffer = new ReceiveBuffer(asked, granted);
        assertThat(buffer.carries()).hasMillis(millis);
        assertThat(buffer.isEnough()).isEqualTo(enough);
        assertThat(buffer.found()).contains(granted + " of the " + asked, millis + " ms");
    }

    @Test
    void theRemedyIsTheKernelsLimitUnlessTheSettingIsTooSmall() {
        assertThat(new ReceiveBuffer(1 << 20, 60_000).remedy()).contains("sysctl -w net.core.rmem_max=1048576");
        assertThat(new ReceiveBuffer(60_000, 60_000).remedy()).contains("callvault.media.receive-buffer to 115200");
    }

    /** Whatever the machine's limit is, both kinds of sockets tell the same of it. */
    @Test
    void whatTheKernelCutsShortIsSeen() throws IOException {
        int tooMuch = Integer.MAX_VALUE / 4;
        for (MediaSockets sockets : List.of(new NioSockets(), new LinuxSockets())) {
            ReceiveBuffer buffer = ReceiveBuffer.probe(sockets, InetAddress.getLoopbackAddress(), tooMuch);
            assertThat(buffer.granted()).isBetween(1, tooMuch - 1);
            assertThat(buffer.granted())
                    .isEqualTo(ReceiveBuffer.probe(new LinuxSockets(), InetAddress.getLoopbackAddress(), tooMuch)
                            .granted());
        }
    }
}
