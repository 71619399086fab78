package org.callvault.media.socket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What both kinds of sockets promise. */
@ParameterizedClass
@MethodSource("kinds")
class MediaSocketTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int BUFFER = 200_000;

    private final MediaSockets sockets;
    private final List<MediaSocket> open = new ArrayList<>();
    private final ReceiveBatch batch = new ReceiveBatch();
    private MediaSocket socket;

    private record Received(String text, SocketAddress source) {}

    MediaSocketTest(MediaSockets sockets) {
        this.sockets = sockets;
    }

    static Stream<Named<MediaSockets>> kinds() {
        return Stream.of(new NioSockets(), new LinuxSockets()).map(kind -> Named.of(kind.name(), kind));
    }

    @BeforeEach
    void openOne() throws IOException {
        socket = open("127.0.0.1");
    }

    @AfterEach
    void closeAll() {
        open.forEach(MediaSocket::close);
    }

    private MediaSocket open(String address) throws IOException {
        MediaSocket opened = sockets.open(InetAddress.ofLiteral(address), 0, BUFFER);
        open.add(opened);
        return opened;
    }

    private static void send(MediaSocket from, MediaSocket to, String text) throws IOException {
        assertThat(from.send(ByteBuffer.wrap(text.getBytes(UTF_8)), to.localAddress()))
                .isTrue();
    }

    private static void send(MediaSocket from, MediaSocket to, int first, int next) throws IOException {
        for (int number = first; number < next; number++) {
            send(from, to, "datagram " + number);
        }
    }

    private static List<String> texts(int first, int next) {
        return IntStream.range(first, next)
                .mapToObj(number -> "datagram " + number)
                .toList();
    }

    private List<Received> receive(MediaSocket from, int most) throws IOException {
        int count = from.receive(batch, most);
        List<Received> received = new ArrayList<>();
        for (int datagram = 0; datagram < count; datagram++) {
            byte[] bytes = new byte[3 + batch.length(datagram)];
            batch.copy(datagram, bytes, 3);
            received.add(new Received(new String(bytes, 3, batch.length(datagram), UTF_8), batch.source(datagram)));
        }
        return received;
    }

    private List<Received> receiveAll(MediaSocket from, int expected) {
        List<Received> received = new ArrayList<>();
        await().atMost(SOON).until(() -> {
            received.addAll(receive(from, Math.min(expected - received.size(), ReceiveBatch.MOST)));
            return received.size() >= expected;
        });
        return received;
    }

    @Test
    void nothingWaitsOnANewSocket() throws IOException {
        assertThat(socket.receive(batch, ReceiveBatch.MOST)).isZero();
    }

    @Test
    void datagramsComeInOrderWithTheirSource() throws IOException {
        MediaSocket sender = open("127.0.0.1");
        send(sender, socket, 0, 10);
        List<Received> received = receiveAll(socket, 10);

        assertThat(received).extracting(Received::text).containsExactlyElementsOf(texts(0, 10));
        assertThat(received).extracting(Received::source).containsOnly(sender.localAddress());
        assertThat(socket.receive(batch, ReceiveBatch.MOST)).isZero();
    }

    @Test
    void whenTheKernelGotADatagramIsToldWhereTheSystemTells() throws IOException {
        MediaSocket sender = open("127.0.0.1");
        if (sockets instanceof LinuxSockets) {
            await().atMost(SOON).until(() -> isStampedAtArrival(sender));
        }
        for (int round = 0; round < 3; round++) {
            long before = micros();
            send(sender, socket, 0, 5);
            long after = micros();
            for (int read = 0; read < 5; read++) {
                // One at a time: the kernel has the whole room for it again.
                assertThat(receiveAll(socket, 1)).hasSize(1);
                boolean told = sockets instanceof LinuxSockets;
                assertThat(batch.stamp(0))
                        .isBetween(told ? before : ReceiveBatch.NOT_STAMPED, told ? after : ReceiveBatch.NOT_STAMPED);
            }
        }
    }

    /** A kernel begins a moment after the first socket of all asked for it; until then it tells when it was asked. */
    private boolean isStampedAtArrival(MediaSocket sender) throws IOException {
        send(sender, socket, 0, 1);
        long after = micros();
        await().until(() -> micros() > after);
        receiveAll(socket, 1);
        return batch.stamp(0) <= after;
    }

    /** Rounded down, as the kernel's are. */
    private static long micros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    @Test
    void sourcesThatAlternateAreToldApart() throws IOException {
        MediaSocket one = open("127.0.0.1");
        MediaSocket other = open("127.0.0.2");
        for (int number = 0; number < 6; number++) {
            send(number % 2 == 0 ? one : other, socket, "datagram " + number);
        }
        assertThat(receiveAll(socket, 6))
                .extracting(Received::source)
                .containsExactly(
                        one.localAddress(),
                        other.localAddress(),
                        one.localAddress(),
                        other.localAddress(),
                        one.localAddress(),
                        other.localAddress());
    }

    @Test
    void theSameSourceIsTheSameObject() throws IOException {
        MediaSocket sender = open("127.0.0.1");
        send(sender, socket, 0, 2);
        SocketAddress first = receiveAll(socket, 2).getFirst().source();
        send(sender, socket, 2, 4);
        assertThat(receiveAll(socket, 2)).extracting(Received::source).allMatch(source -> source == first);
    }

    @Test
    void noMoreAreReadThanAskedFor() throws IOException {
        send(open("127.0.0.1"), socket, 0, 150);
        List<String> received = new ArrayList<>();
        for (int most : List.of(7, ReceiveBatch.MOST, ReceiveBatch.MOST)) {
            List<Received> some = receive(socket, most);
            assertThat(some).hasSize(most);
            some.forEach(one -> received.add(one.text()));
        }
        receive(socket, ReceiveBatch.MOST).forEach(one -> received.add(one.text()));
        assertThat(received).containsExactlyElementsOf(texts(0, 150));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, ReceiveBatch.MOST + 1})
    void aBatchIsNeverOverrun(int most) throws IOException {
        send(socket, socket, 0, ReceiveBatch.MOST + 1);
        assertThatThrownBy(() -> socket.receive(batch, most)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2047, 2048})
    void datagramsUpToTheLongestComeWhole(int length) throws IOException {
        String text = "x".repeat(length);
        MediaSocket sender = open("127.0.0.1");
        send(sender, socket, text);
        send(sender, socket, "next");
        assertThat(receiveAll(socket, 2)).extracting(Received::text).containsExactly(text, "next");
    }

    @Test
    void longerOnesAreCutAndTellIt() throws IOException {
        MediaSocket sender = open("127.0.0.1");
        send(sender, socket, "x".repeat(5000));
        send(sender, socket, "next");
        assertThat(receiveAll(socket, 2))
                .extracting(one -> one.text().length())
                .containsExactly(ReceiveBatch.LONGEST_DATAGRAM + 1, 4);
    }

    @Test
    void oneBatchServesSocketsOfBothFamilies() throws IOException {
        MediaSocket six = open("::1");
        MediaSocket four = open("127.0.0.1");
        send(open("127.0.0.1"), four, 0, 5);
        MediaSocket sender = open("::1");
        send(sender, six, 0, 5);
        receiveAll(four, 5);
        assertThat(receiveAll(six, 5)).extracting(Received::source).containsOnly(sender.localAddress());
    }

    @Test
    void anAddressOfAllInterfacesTakesBothFamilies() throws IOException {
        MediaSocket all = open("::");
        int port = all.localAddress().getPort();
        MediaSocket four = open("127.0.0.1");
        InetSocketAddress here = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
        assertThat(four.send(ByteBuffer.wrap("over IPv4".getBytes(UTF_8)), here))
                .isTrue();
        assertThat(receiveAll(all, 1)).containsExactly(new Received("over IPv4", four.localAddress()));

        assertThat(all.send(ByteBuffer.wrap("back".getBytes(UTF_8)), four.localAddress()))
                .isTrue();
        assertThat(receiveAll(four, 1)).containsExactly(new Received("back", here));
    }

    @Test
    void whatRemainsOfABufferIsSentAndTaken() throws IOException {
        for (ByteBuffer buffer : List.of(ByteBuffer.allocate(20), ByteBuffer.allocateDirect(20))) {
            buffer.put("--datagram--".getBytes(UTF_8)).flip().position(2).limit(10);
            MediaSocket sender = open("127.0.0.1");
            assertThat(sender.send(buffer.asReadOnlyBuffer(), socket.localAddress()))
                    .isTrue();
            assertThat(sender.send(buffer, socket.localAddress())).isTrue();
            assertThat(buffer.hasRemaining()).isFalse();
            assertThat(receiveAll(socket, 2)).extracting(Received::text).containsExactly("datagram", "datagram");
        }
    }

    @Test
    void whatCannotBeSentIsAFailureOfThatDatagram() throws IOException {
        ByteBuffer datagram = ByteBuffer.allocate(1);
        List<InetSocketAddress> unreachable = List.of(
                new InetSocketAddress(InetAddress.ofLiteral("::1"), 5004),
                InetSocketAddress.createUnresolved("nowhere.invalid", 1));
        for (InetSocketAddress to : unreachable) {
            assertThatThrownBy(() -> socket.send(datagram, to)).isInstanceOf(SocketException.class);
        }
        assertThatThrownBy(() -> socket.send(ByteBuffer.allocate(70_000), socket.localAddress()))
                .isInstanceOf(IOException.class);
        assertThat(datagram.remaining()).isEqualTo(1);
        send(socket, socket, "goes on");
        assertThat(receiveAll(socket, 1)).extracting(Received::text).containsExactly("goes on");
    }

    @Test
    void aPeerThatIsGoneDoesNotEndReceiving() throws IOException {
        MediaSocket gone = open("127.0.0.1");
        InetSocketAddress where = gone.localAddress();
        gone.close();
        MediaSocket sender = open("127.0.0.1");
        for (int number = 0; number < 3; number++) {
            socket.send(ByteBuffer.allocate(10), where);
            send(sender, socket, "datagram " + number);
        }
        assertThat(receiveAll(socket, 3)).extracting(Received::text).containsExactlyElementsOf(texts(0, 3));
    }

    @Test
    void aPortThatIsHeldIsTold() throws IOException {
        int held = socket.localAddress().getPort();
        assertThatThrownBy(() -> sockets.open(InetAddress.ofLiteral("127.0.0.1"), held, BUFFER))
                .isInstanceOf(BindException.class);
        socket.close();
        MediaSocket next = sockets.open(InetAddress.ofLiteral("127.0.0.1"), held, BUFFER);
        open.add(next);
        assertThat(next.localAddress()).isEqualTo(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), held));
    }

    @Test
    void anAddressThatIsNotHereIsNoHeldPort() {
        assertThatThrownBy(() -> sockets.open(InetAddress.ofLiteral("192.0.2.1"), 0, BUFFER))
                .isInstanceOf(SocketException.class)
                .isNotInstanceOf(BindException.class)
                .hasMessageContaining("assign requested address");
    }

    @Test
    void theReceiveBufferIsToldAsItWasAskedFor() throws IOException {
        assertThat(socket.receiveBuffer()).isEqualTo(BUFFER);
    }

    @Test
    void aBufferThatOverflowsTellsHowManyWereDroppedOrThatItCannotTell() throws IOException {
        MediaSocket small = sockets.open(InetAddress.ofLiteral("127.0.0.1"), 0, 1 << 14);
        open.add(small);
        send(open("127.0.0.1"), small, 0, 500);
        long received = 0;
        for (int read = ReceiveBatch.MOST; read == ReceiveBatch.MOST; received += read) {
            read = small.receive(batch, ReceiveBatch.MOST);
        }
        assertThat(received).isBetween(1L, 499L);
        OptionalLong told = sockets instanceof LinuxSockets ? OptionalLong.of(500 - received) : OptionalLong.empty();
        assertThat(small.dropped()).isEqualTo(told);
    }

    @Test
    void aClosedSocketRefusesEverythingButToBeClosedAgain() throws IOException {
        InetSocketAddress was = socket.localAddress();
        assertThat(socket.isOpen()).isTrue();
        socket.close();
        socket.close();

        assertThat(socket.isOpen()).isFalse();
        List<Callable<?>> uses = List.of(
                () -> socket.receive(batch, 1),
                () -> socket.send(ByteBuffer.allocate(1), was),
                socket::localAddress,
                socket::receiveBuffer,
                socket::dropped);
        uses.forEach(use -> assertThatThrownBy(use::call).isInstanceOf(ClosedChannelException.class));
    }

    /** Were a descriptor used after it was closed, what is sent would leave from the socket that has it now. */
    @Test
    void closingUnderManySendersLetsNoneOfThemUseTheNextSocket() throws Exception {
        MediaSocket witness = open("127.0.0.1");
        try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
            for (int round = 0; round < 10; round++) {
                MediaSocket closing = open("127.0.0.1");
                byte[] mark = Integer.toString(closing.localAddress().getPort()).getBytes(UTF_8);
                Callable<Boolean> sender =
                        () -> useUntilClosed(() -> closing.send(ByteBuffer.wrap(mark), witness.localAddress()));
                List<Future<Boolean>> senders = IntStream.range(0, 16)
                        .mapToObj(_ -> threads.submit(sender))
                        .toList();
                receiveAll(witness, 100);
                closing.close();
                open("127.0.0.1");
                for (Future<Boolean> one : senders) {
                    assertThat(one.get()).isTrue();
                }
                expectMarksOfTheirSources(witness);
            }
        }
    }

    private void expectMarksOfTheirSources(MediaSocket witness) throws IOException {
        for (List<Received> some = receive(witness, ReceiveBatch.MOST);
                !some.isEmpty();
                some = receive(witness, ReceiveBatch.MOST)) {
            assertThat(some).allSatisfy(one -> assertThat(((InetSocketAddress) one.source()).getPort())
                    .hasToString(one.text()));
        }
    }

    private static boolean useUntilClosed(Callable<?> use) throws Exception {
        try {
            while (true) {
                use.call();
            }
        } catch (ClosedChannelException closed) {
            return true;
        }
    }

    @Test
    void theTrialOverLoopbackGoesWellInBothFamilies() throws IOException {
        for (String address : Arrays.asList("0.0.0.0", "::", "192.0.2.1")) {
            assertThat(SocketTrial.problemOf(sockets, InetAddress.ofLiteral(address)))
                    .isEmpty();
        }
    }
}
