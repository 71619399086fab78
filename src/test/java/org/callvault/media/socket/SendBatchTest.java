package org.callvault.media.socket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Many datagrams by one call of the system, or one by one: the same arrive. */
class SendBatchTest {
    private static final int BUFFER = 200_000;

    static Stream<Named<MediaSockets>> kinds() {
        return Stream.of(new NioSockets(), new LinuxSockets()).map(kind -> Named.of(kind.name(), kind));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void eachDatagramGetsToItsAddressOnce(MediaSockets sockets) throws Exception {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        SendBatch batch = new SendBatch();
        try (MediaSocket from = sockets.open(loopback, 0, BUFFER);
                MediaSocket even = sockets.open(loopback, 0, BUFFER);
                MediaSocket odd = sockets.open(loopback, 0, BUFFER)) {
            for (int round = 0; round < 2; round++) {
                for (int number = 0; number < SendBatch.MOST; number++) {
                    byte[] text = ("datagram " + round + " " + number + "tail").getBytes(UTF_8);
                    batch.add(text, text.length - 4, (number % 2 == 0 ? even : odd).localAddress());
                }
                assertThat(batch.isFull()).isTrue();
                int sent = 0;
                while (sent < batch.size()) {
                    sent += from.send(batch, sent);
                }
                batch.clear();
            }
            assertThat(texts(even)).hasSize(SendBatch.MOST).startsWith("datagram 0 0", "datagram 0 2");
            assertThat(texts(odd)).hasSize(SendBatch.MOST).endsWith("datagram 1 61", "datagram 1 63");
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void onlyTheRestIsSentFromThereOn(MediaSockets sockets) throws Exception {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        SendBatch batch = new SendBatch();
        try (MediaSocket from = sockets.open(loopback, 0, BUFFER);
                MediaSocket to = sockets.open(loopback, 0, BUFFER)) {
            for (String text : List.of("a", "b", "c")) {
                batch.add(text.getBytes(UTF_8), 1, to.localAddress());
            }
            assertThat(from.send(batch, 1)).isEqualTo(2);
            assertThat(texts(to)).containsExactly("b", "c");
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void whatCannotBeSentStandsInTheWayOfNothingElse(MediaSockets sockets) throws Exception {
        InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
        SendBatch batch = new SendBatch();
        try (MediaSocket from = sockets.open(loopback, 0, BUFFER);
                MediaSocket to = sockets.open(loopback, 0, BUFFER)) {
            batch.add("a".getBytes(UTF_8), 1, to.localAddress());
            batch.add("b".getBytes(UTF_8), 1, new InetSocketAddress(InetAddress.ofLiteral("2001:db8::1"), 9));
            batch.add("c".getBytes(UTF_8), 1, to.localAddress());
            assertThat(from.send(batch, 0)).isEqualTo(1);
            assertThatThrownBy(() -> from.send(batch, 1)).isInstanceOf(IOException.class);
            assertThat(from.send(batch, 2)).isEqualTo(1);
            assertThat(texts(to)).containsExactly("a", "c");
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void whatIsTooLongOrTooMuchIsRefused(MediaSockets sockets) throws Exception {
        SendBatch batch = new SendBatch();
        try (MediaSocket to = sockets.open(InetAddress.getLoopbackAddress(), 0, BUFFER)) {
            byte[] tooLong = new byte[ReceiveBatch.LONGEST_DATAGRAM + 1];
            assertThatThrownBy(() -> batch.add(tooLong, tooLong.length, to.localAddress()))
                    .isInstanceOf(IllegalArgumentException.class);
            for (int number = 0; number < SendBatch.MOST; number++) {
                batch.add(tooLong, 1, to.localAddress());
            }
            assertThatThrownBy(() -> batch.add(tooLong, 1, to.localAddress()))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    private static List<String> texts(MediaSocket socket) throws IOException {
        ReceiveBatch batch = new ReceiveBatch();
        List<String> texts = new ArrayList<>();
        for (int read = socket.receive(batch, ReceiveBatch.MOST);
                read > 0;
                read = socket.receive(batch, ReceiveBatch.MOST)) {
            for (int datagram = 0; datagram < read; datagram++) {
                byte[] text = new byte[batch.length(datagram)];
                batch.copy(datagram, text, 0);
                texts.add(new String(text, UTF_8));
            }
        }
        return texts;
    }
}
