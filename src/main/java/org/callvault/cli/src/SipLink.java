package org.callvault.cli.src;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A connection to the recorder: sends whole messages, receives whole messages. */
abstract sealed class SipLink implements AutoCloseable {
    private final BlockingQueue<SipText> received = new LinkedBlockingQueue<>();
    private volatile Consumer<SipText> receiver = received::add;
    private volatile boolean ended;

    /** How the target is reached. */
    static SipLink open(CallTarget target, Duration timeout) throws IOException {
        return switch (target.transport()) {
            case UDP -> new Datagrams(target);
            case TCP -> new Stream(connect(target, timeout), "TCP");
            case TLS -> new Stream(secure(target, timeout), "TLS");
        };
    }

    private static Socket connect(CallTarget target, Duration timeout) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(target.host(), target.port()), (int) timeout.toMillis());
        } catch (IOException e) {
            throw new CallFailed(
                    0, "nothing takes connections at " + target.host() + ":" + target.port() + ": " + e.getMessage());
        }
        socket.setTcpNoDelay(true);
        return socket;
    }

    /** The certificate must name the host (RFC 5922). */
    private static Socket secure(CallTarget target, Duration timeout) throws IOException {
        SSLContext trust = target.trust()
                .orElseThrow(() -> new IOException("TLS needs to know whom to trust: name a CA certificate with --ca"));
        SSLSocket socket = (SSLSocket)
                trust.getSocketFactory().createSocket(connect(target, timeout), target.host(), target.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.setSoTimeout((int) timeout.toMillis());
        socket.startHandshake();
        socket.setSoTimeout(0);
        return socket;
    }

    abstract void send(byte[] message) throws IOException;

    /** Whether messages can be lost on the way, so that requests must be repeated. */
    abstract boolean unreliable();

    abstract InetSocketAddress local();

    abstract String transportName();

    /** The next message, or null after the time. */
    @Nullable
    SipText receive(Duration within) throws InterruptedException {
        return received.poll(within.toMillis(), TimeUnit.MILLISECONDS);
    }

    final void arrived(SipText message) {
        receiver.accept(message);
    }

    /** From now on messages go there instead of waiting here. */
    final void handTo(Consumer<SipText> another) {
        receiver = another;
    }

    /** Nothing will arrive any more. */
    final void ended() {
        ended = true;
    }

    final boolean hasEnded() {
        return ended;
    }

    @Override
    public abstract void close() throws IOException;

    /** One call's part of a link that others use too. */
    static final class Part extends SipLink {
        private final SipLink whole;
        private final Runnable leave;

        Part(SipLink whole, Runnable leave) {
            this.whole = whole;
            this.leave = leave;
        }

        /** Messages of several calls must not mix on a stream. */
        @Override
        void send(byte[] message) throws IOException {
            synchronized (whole) {
                whole.send(message);
            }
        }

        @Override
        boolean unreliable() {
            return whole.unreliable();
        }

        @Override
        InetSocketAddress local() {
            return whole.local();
        }

        @Override
        String transportName() {
            return whole.transportName();
        }

        @Override
        public void close() {
            leave.run();
        }
    }

    private static final class Datagrams extends SipLink {
        private final DatagramSocket socket;

        Datagrams(CallTarget target) throws IOException {
            socket = new DatagramSocket();
            socket.connect(new InetSocketAddress(target.host(), target.port()));
            Thread.ofVirtual().start(this::read);
        }

        private void read() {
            byte[] buffer = new byte[65_536];
            try {
                while (true) {
                    DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                    socket.receive(packet);
                    arrived(SipText.parse(buffer, packet.getLength()));
                }
            } catch (IOException closed) {
                // The link was closed; whoever waits runs into its own limit.
            } finally {
                ended();
            }
        }

        @Override
        void send(byte[] message) throws IOException {
            socket.send(new DatagramPacket(message, message.length));
        }

        @Override
        boolean unreliable() {
            return true;
        }

        @Override
        InetSocketAddress local() {
            return (InetSocketAddress) socket.getLocalSocketAddress();
        }

        @Override
        String transportName() {
            return "UDP";
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    private static final class Stream extends SipLink {
        private final Socket socket;
        private final String name;

        Stream(Socket socket, String name) {
            this.socket = socket;
            this.name = name;
            Thread.ofVirtual().start(this::read);
        }

        private void read() {
            try {
                InputStream in = socket.getInputStream();
                while (true) {
                    SipText message = next(in);
                    if (message == null) {
                        return;
                    }
                    arrived(message);
                }
            } catch (IOException closed) {
                // The link was closed; whoever waits runs into its own limit.
            } finally {
                ended();
            }
        }

        private static @Nullable SipText next(InputStream in) throws IOException {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            int state = 0;
            while (state < 4) {
                int next = in.read();
                if (next < 0) {
                    return null;
                }
                boolean keepAlive = head.size() == 0 && (next == '\r' || next == '\n');
                if (!keepAlive) {
                    head.write(next);
                    state = next == (state % 2 == 0 ? '\r' : '\n') ? state + 1 : next == '\r' ? 1 : 0;
                }
            }
            head.writeBytes(in.readNBytes(contentLength(head.toString(StandardCharsets.ISO_8859_1))));
            return SipText.parse(head.toByteArray(), head.size());
        }

        private static int contentLength(String head) {
            return head.lines()
                    .map(line -> line.toLowerCase(Locale.ROOT))
                    .filter(line -> line.startsWith("content-length:") || line.startsWith("l:"))
                    .mapToInt(line -> Integer.parseInt(
                            line.substring(line.indexOf(':') + 1).strip()))
                    .findFirst()
                    .orElse(0);
        }

        @Override
        void send(byte[] message) throws IOException {
            socket.getOutputStream().write(message);
            socket.getOutputStream().flush();
        }

        @Override
        boolean unreliable() {
            return false;
        }

        @Override
        InetSocketAddress local() {
            return (InetSocketAddress) socket.getLocalSocketAddress();
        }

        @Override
        String transportName() {
            return name;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
