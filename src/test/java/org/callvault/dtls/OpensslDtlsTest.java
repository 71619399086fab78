package org.callvault.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.callvault.srtp.SrtpKeyParams;
import org.callvault.srtp.SrtpSuite;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** OpenSSL, which others wrote, shakes hands with us in both roles, and prints what it exports. */
@Tag("peers")
class OpensslDtlsTest {
    private static final String MATERIAL = "Keying material: ";

    private final DtlsIdentity ours = LoopbackPeer.identity();
    private final DtlsIdentity theirs = LoopbackPeer.identity();

    @TempDir
    private Path directory;

    @BeforeEach
    void writeIdentity() throws IOException {
        pem("cert.pem", "CERTIFICATE", theirs.certificate());
        pem("key.pem", "PRIVATE KEY", theirs.key().getEncoded());
    }

    private void pem(String name, String what, byte[] der) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        Files.writeString(
                directory.resolve(name), "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n");
    }

    @ParameterizedTest
    @CsvSource({
        "SRTP_AEAD_AES_256_GCM, AEAD_AES_256_GCM",
        "SRTP_AEAD_AES_128_GCM, AEAD_AES_128_GCM",
        "SRTP_AES128_CM_SHA1_80, AES_CM_128_HMAC_SHA1_80",
        "SRTP_AES128_CM_SHA1_32, AES_CM_128_HMAC_SHA1_32"
    })
    void asAClientItExportsWhatWeSplit(String profile, SrtpSuite suite) throws Exception {
        try (LoopbackPeer server =
                new LoopbackPeer(LoopbackPeer.endpoint(ours), DtlsRole.SERVER, theirs.fingerprint())) {
            Process openssl = openssl(
                    suite,
                    profile,
                    "s_client",
                    "-connect",
                    "127.0.0.1:" + server.address().getPort());
            try {
                byte[] material = materialOf(openssl);
                LoopbackPeer.Keys keys = server.awaitKeys();
                assertThat(keyOf(keys.theirs())).isEqualTo(part(material, suite, 0));
                assertThat(keyOf(keys.ours())).isEqualTo(part(material, suite, 1));
            } finally {
                openssl.destroy();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "SRTP_AEAD_AES_256_GCM, AEAD_AES_256_GCM",
        "SRTP_AEAD_AES_128_GCM, AEAD_AES_128_GCM",
        "SRTP_AES128_CM_SHA1_80, AES_CM_128_HMAC_SHA1_80",
        "SRTP_AES128_CM_SHA1_32, AES_CM_128_HMAC_SHA1_32"
    })
    void asAServerItExportsWhatWeSplit(String profile, SrtpSuite suite) throws Exception {
        int port = freePort();
        Process openssl =
                openssl(suite, profile, "s_server", "-accept", Integer.toString(port), "-verify", "1", "-listen");
        try (LoopbackPeer client =
                new LoopbackPeer(LoopbackPeer.endpoint(ours), DtlsRole.CLIENT, theirs.fingerprint())) {
            client.association.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            byte[] material = materialOf(openssl);
            LoopbackPeer.Keys keys = client.awaitKeys();
            assertThat(keyOf(keys.ours())).isEqualTo(part(material, suite, 0));
            assertThat(keyOf(keys.theirs())).isEqualTo(part(material, suite, 1));
        } finally {
            openssl.destroy();
        }
    }

    /** The ClientHello with its cookie comes in two fragments then, as GStreamer sends it. */
    @Test
    void aClientThatFragmentsIsUnderstood() throws Exception {
        SrtpSuite suite = SrtpSuite.AEAD_AES_128_GCM;
        try (LoopbackPeer server =
                new LoopbackPeer(LoopbackPeer.endpoint(ours), DtlsRole.SERVER, theirs.fingerprint())) {
            String to = "127.0.0.1:" + server.address().getPort();
            Process openssl = openssl(suite, "SRTP_AEAD_AES_128_GCM", "s_client", "-connect", to, "-mtu", "256");
            try {
                byte[] material = materialOf(openssl);
                assertThat(keyOf(server.awaitKeys().theirs())).isEqualTo(part(material, suite, 0));
            } finally {
                openssl.destroy();
            }
        }
    }

    private static int freePort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Process openssl(SrtpSuite suite, String profile, String role, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of("openssl", role));
        command.addAll(List.of(more));
        command.addAll(List.of(
                "-dtls1_2",
                "-use_srtp",
                profile,
                "-cert",
                directory.resolve("cert.pem").toString(),
                "-key",
                directory.resolve("key.pem").toString(),
                "-keymatexport",
                "EXTRACTOR-dtls_srtp",
                "-keymatexportlen",
                Integer.toString(2 * suite.keyAndSaltLength())));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static byte[] materialOf(Process openssl) throws IOException {
        StringBuilder all = new StringBuilder();
        try (BufferedReader output = openssl.inputReader();
                Watch watch = new Watch(openssl)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                all.append(line).append('\n');
                if (line.strip().startsWith(MATERIAL)) {
                    return HexFormat.of().parseHex(line.strip().substring(MATERIAL.length()));
                }
            }
            throw new AssertionError(watch + " printed no keying material:\n" + all);
        }
    }

    /** Ends a program that neither prints nor ends. */
    private static final class Watch implements AutoCloseable {
        private final Thread thread;

        Watch(Process watched) {
            thread = Thread.ofVirtual().start(() -> {
                try {
                    if (!watched.waitFor(20, TimeUnit.SECONDS)) {
                        watched.destroy();
                    }
                } catch (InterruptedException printed) {
                    Thread.currentThread().interrupt();
                }
            });
        }

        @Override
        public void close() {
            thread.interrupt();
        }

        @Override
        public String toString() {
            return "openssl";
        }
    }

    private static byte[] keyOf(SrtpKeyParams params) {
        return params.keys().getFirst().keyAndSalt();
    }

    /** RFC 5764, section 4.2: both keys, then both salts; the client's first. */
    private static byte[] part(byte[] material, SrtpSuite suite, int side) {
        int key = suite.keyLength();
        int salt = suite.saltLength();
        byte[] part = Arrays.copyOfRange(material, side * key, side * key + key + salt);
        System.arraycopy(material, 2 * key + side * salt, part, key, salt);
        return part;
    }
}
