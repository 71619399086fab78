package org.callvault.cli.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.callvault.media.socket.NioSockets;
import org.junit.jupiter.api.Test;

class PacerTest {
    private static Pacer start(int threads) throws IOException {
        return Pacer.start(threads, new NioSockets(), InetAddress.getLoopbackAddress());
    }

    @Test
    void everyCallSendsAllItsFramesAndNoMore() throws Exception {
        List<AtomicInteger> sent = new ArrayList<>();
        List<PacedCall> calls = new ArrayList<>();
        try (Pacer pacer = start(2)) {
            for (int i = 0; i < 50; i++) {
                AtomicInteger frames = new AtomicInteger();
                sent.add(frames);
                calls.add(pacer.add(
                        sink -> {
                            frames.incrementAndGet();
                            return 2;
                        },
                        10));
            }
            for (PacedCall call : calls) {
                call.await();
            }
            assertThat(sent).allSatisfy(frames -> assertThat(frames).hasValue(10));
            assertThat(pacer.packets()).isEqualTo(50 * 10 * 2);
            assertThat(pacer.lag().getTotalCount()).isPositive();
        }
    }

    @Test
    void aStoppedCallSendsNothingAfterItsEnd() throws Exception {
        AtomicInteger frames = new AtomicInteger();
        CountDownLatch sending = new CountDownLatch(1);
        try (Pacer pacer = start(1)) {
            PacedCall call = pacer.add(
                    sink -> {
                        sending.countDown();
                        return frames.incrementAndGet();
                    },
                    Integer.MAX_VALUE);
            sending.await();
            call.stop();
            call.await();
            int atItsEnd = frames.get();
            PacedCall later = pacer.add(sink -> 1, 3);
            later.await();
            assertThat(frames).hasValue(atItsEnd);
        }
    }

    @Test
    void aSocketThatFailsEndsItsOwnCallOnly() throws Exception {
        try (Pacer pacer = start(1)) {
            PacedCall failing = pacer.add(
                    sink -> {
                        throw new IOException("no route");
                    },
                    5);
            PacedCall other = pacer.add(sink -> 1, 5);
            assertThatThrownBy(failing::await).isInstanceOf(IOException.class).hasMessageContaining("no route");
            other.await();
            assertThat(pacer.packets()).isEqualTo(5);
        }
    }

    @Test
    void nobodyWaitsForAPacerThatIsClosed() throws Exception {
        Pacer pacer = start(1);
        PacedCall before = pacer.add(sink -> 1, Integer.MAX_VALUE);
        pacer.close();
        before.await();
        pacer.add(sink -> 1, 1).await();
        assertThat(pacer.packets()).isLessThan(Integer.MAX_VALUE);
    }
}
