package org.callvault.recording.timestamp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.callvault.config.Settings;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An authority that is OpenSSL, and OpenSSL's word on what is kept of its answer. */
@Tag("peers")
class OpensslAuthorityTest {
    private static final String CERTIFICATES = """
            openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 30 -subj "/CN=Their Root"
            openssl req -newkey rsa:2048 -nodes -keyout tsa.key -out tsa.csr -subj "/CN=Their TSA"
            printf 'extendedKeyUsage=critical,timeStamping\\nkeyUsage=critical,digitalSignature\\n' > tsa.ext
            openssl x509 -req -in tsa.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out tsa.pem -days 30 -extfile tsa.ext
            echo 01 > serial
            """;

    private static final String CONFIGURATION = """
            [tsa]
            default_tsa = tsa_config
            [tsa_config]
            serial = serial
            default_policy = 1.2.3.4.1
            digests = sha256
            signer_digest = sha256
            ess_cert_id_alg = sha256
            accuracy = secs:1
            """;

    @TempDir
    private Path directory;

    @Test
    void itsTimeStampIsTakenAndItVerifiesWhatIsKept() throws Exception {
        assertThat(shell(CERTIFICATES)).isZero();
        Files.writeString(directory.resolve("tsa.cnf"), CONFIGURATION);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        Settings.TimeStamping settings = new Settings.TimeStamping(
                Optional.of(URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/")),
                Optional.of("1.2.3.4.1"),
                List.of(directory.resolve("ca.pem")),
                Duration.ofSeconds(20));
        byte[] content = {1, 2, 3};
        Files.write(directory.resolve("content"), content);
        try (TimeStampAuthority authority = TimeStampAuthority.of(settings)) {
            byte[] kept = authority.stamp(content);
            Files.write(directory.resolve("kept.tsr"), kept);
            assertThat(TimeStamp.read(kept, content).at())
                    .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(2));
        } finally {
            server.stop(0);
        }
        assertThat(shell("openssl ts -verify -data content -in kept.tsr -CAfile ca.pem"))
                .isZero();
        Files.write(directory.resolve("content"), new byte[] {1, 2, 4});
        assertThat(shell("openssl ts -verify -data content -in kept.tsr -CAfile ca.pem"))
                .isNotZero();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Files.write(
                    directory.resolve("query.tsq"), exchange.getRequestBody().readAllBytes());
            int exit = shell("openssl ts -reply -config tsa.cnf -queryfile query.tsq -signer tsa.pem -inkey tsa.key"
                    + " -chain ca.pem -out reply.tsr");
            byte[] reply = exit == 0 ? Files.readAllBytes(directory.resolve("reply.tsr")) : new byte[0];
            exchange.getResponseHeaders().add("Content-Type", "application/timestamp-reply");
            exchange.sendResponseHeaders(200, reply.length);
            exchange.getResponseBody().write(reply);
        }
    }

    private int shell(String commands) throws IOException {
        Process shell = new ProcessBuilder("bash", "-e", "-c", commands)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("said").toFile())
                .start();
        try {
            return shell.waitFor();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
