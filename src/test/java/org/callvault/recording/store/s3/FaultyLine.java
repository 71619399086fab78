package org.callvault.recording.store.s3;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A line to a server that does to each request what a test says. */
public final class FaultyLine implements AutoCloseable {
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)");
    private static final byte[] SLOW_DOWN = ("HTTP/1.1 503 Slow Down\r\nContent-Type: application/xml\r\n"
                    + "Content-Length: 53\r\nConnection: close\r\n\r\n"
                    + "<Error><Code>SlowDown</Code><Message/></Error>       ")
            .getBytes(StandardCharsets.US_ASCII);

    /** What becomes of a request. */
    public enum Fate {
        PASS,
        /** One bit of its body changes. */
        FLIP,
        /** The connection ends in the middle of its body. */
        CUT,
        /** 503 SlowDown. */
        SLOW_DOWN,
        /** The connection ends before it. */
        DEAD
    }

    private final ServerSocket listener;
    private final int server;
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private volatile Function<String, Fate> fates = line -> Fate.PASS;

    public FaultyLine(int server) throws IOException {
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.server = server;
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** By the first line of a request, as "PUT /bucket/key HTTP/1.1". */
    public void fates(Function<String, Fate> now) {
        fates = now;
    }

    public void all(Fate fate) {
        fates = line -> fate;
    }

    /** First lines of the requests that came, in their order. */
    public List<String> seen() {
        return seen;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                Socket behind = new Socket(InetAddress.getLoopbackAddress(), server)) {
            Thread.ofVirtual().start(() -> answers(behind, client));
            InputStream in = new BufferedInputStream(client.getInputStream());
            while (request(in, behind.getOutputStream(), client.getOutputStream())) {
                // The next request of this connection.
            }
        } catch (IOException e) {
            // One side is gone, and with it this connection.
        }
    }

    private static void answers(Socket from, Socket to) {
        try (to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // As above.
        }
    }

    private boolean request(InputStream in, OutputStream server, OutputStream client) throws IOException {
        String head = head(in);
        if (head == null) {
            return false;
        }
        String line = head.lines().findFirst().orElseThrow();
        seen.add(line);
        Matcher length = LENGTH.matcher(head);
        byte[] body = in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
        Fate fate = fates.apply(line);
        switch (fate) {
            case PASS -> {
                server.write(head.getBytes(StandardCharsets.ISO_8859_1));
                server.write(body);
            }
            case FLIP -> {
                if (body.length > 0) {
                    body[body.length / 2] ^= 0x10;
                }
                server.write(head.getBytes(StandardCharsets.ISO_8859_1));
                server.write(body);
            }
            case CUT -> {
                server.write(head.getBytes(StandardCharsets.ISO_8859_1));
                server.write(body, 0, body.length / 2);
            }
            case SLOW_DOWN -> client.write(SLOW_DOWN);
            case DEAD -> {}
        }
        return fate == Fate.PASS || fate == Fate.FLIP;
    }

    private static @Nullable String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int ends = 0;
        while (ends < 4) {
            int next = in.read();
            if (next < 0) {
                return null;
            }
            head.write(next);
            ends = next == (ends % 2 == 0 ? '\r' : '\n') ? ends + 1 : next == '\r' ? 1 : 0;
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
