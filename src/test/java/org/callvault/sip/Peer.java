package org.callvault.sip;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** The other end of a listener, speaking raw text. */
public interface Peer extends AutoCloseable {
    int TIMEOUT_MILLIS = 10_000;
    Pattern LENGTH = Pattern.compile("Content-Length: *(\\d+)", Pattern.CASE_INSENSITIVE);

    void send(byte[] bytes) throws IOException;

    /** The next whole message. */
    String receive() throws IOException;

    int localPort();

    /** UDP, TCP or TLS, as in a Via. */
    String transport();

    @Override
    void close() throws IOException;

    default void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The next message that is no 100 Trying. */
    default String receiveFinal() throws IOException {
        String message = receive();
        return message.startsWith("SIP/2.0 100 ") ? receiveFinal() : message;
    }

    static Peer udp(int port) throws IOException {
        DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        socket.connect(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        return new Datagrams(socket);
    }

    static StreamPeer tcp(int port) throws IOException {
        return new StreamPeer(new Socket(InetAddress.getLoopbackAddress(), port), "TCP");
    }

    static StreamPeer tls(int port, SSLContext context) throws IOException {
        return new StreamPeer(context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port), "TLS");
    }

    /** Over UDP. */
    record Datagrams(DatagramSocket socket) implements Peer {
        @Override
        public void send(byte[] bytes) throws IOException {
            socket.send(new DatagramPacket(bytes, bytes.length));
        }

        @Override
        public String receive() throws IOException {
            DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
            socket.receive(packet);
            return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
        }

        @Override
        public int localPort() {
            return socket.getLocalPort();
        }

        @Override
        public String transport() {
            return "UDP";
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    /** Over TCP or TLS. */
    final class StreamPeer implements Peer {
        private final Socket socket;
        private final String transport;

        StreamPeer(Socket socket, String transport) throws IOException {
            this.socket = socket;
            this.transport = transport;
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.setTcpNoDelay(true);
        }

        Socket socket() {
            return socket;
        }

        @Override
        public void send(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        }

        @Override
        public String receive() throws IOException {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            while (!head.toString(StandardCharsets.UTF_8).endsWith("\r\n\r\n")) {
                head.write(readByte());
            }
            String text = head.toString(StandardCharsets.UTF_8);
            Matcher length = LENGTH.matcher(text);
            int body = length.find() ? Integer.parseInt(length.group(1)) : 0;
            return text + new String(socket.getInputStream().readNBytes(body), StandardCharsets.UTF_8);
        }

        public String receive(int bytes) throws IOException {
            return new String(socket.getInputStream().readNBytes(bytes), StandardCharsets.UTF_8);
        }

        /** What comes until the other side closes. */
        public String receiveUntilClosed() throws IOException {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[4096];
            try {
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    all.writeBytes(Arrays.copyOf(buffer, read));
                }
            } catch (SocketException reset) {
                return all.toString(StandardCharsets.UTF_8);
            }
            return all.toString(StandardCharsets.UTF_8);
        }

        private int readByte() throws IOException {
            int read = socket.getInputStream().read();
            if (read < 0) {
                throw new SocketException("closed by the server");
            }
            return read;
        }

        @Override
        public int localPort() {
            return socket.getLocalPort();
        }

        @Override
        public String transport() {
            return transport;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** The value of a header in a message, or null. */
    static @Nullable String header(String message, String name) {
        return message.lines()
                .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse(null);
    }
}
