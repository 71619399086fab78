package org.callvault.recording.timestamp;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponseGenerator;
import org.bouncycastle.tsp.TimeStampTokenGenerator;
import org.callvault.config.Settings;
import org.callvault.security.PemOutput;

/** A time stamp authority on loopback, with a root, an intermediate and a certificate of its own; it can be made to misbehave. */
public final class TestAuthority implements AutoCloseable {
    public static final String POLICY = "1.2.3.4.1";
    private static final Duration LIFE = Duration.ofDays(36_500);
    private static final Instant BORN = Instant.parse("2020-01-01T00:00:00Z");

    /** What it answers. */
    public enum Mood {
        HONEST,
        WRONG_IMPRINT,
        WRONG_NONCE,
        WRONG_POLICY,
        NO_CERTIFICATE,
        REJECTING,
        GARBAGE,
        OVERSIZED,
        BUSY,
        HTML,
        SILENT,
        /** Begins an answer and does not end it. */
        SLOW
    }

    private final HttpServer server;
    private final KeyPair rootKey;
    private final X509Certificate root;
    private final X509Certificate intermediate;
    private final X509Certificate own;
    private final PrivateKey key;
    private final String algorithm;
    private final AtomicLong serial = new AtomicLong(1000);
    private final AtomicInteger asked = new AtomicInteger();
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile Mood mood = Mood.HONEST;
    private volatile Instant time = Instant.parse("2026-03-01T12:00:05Z");

    private TestAuthority(String keys, KeyPurposeId purpose, Instant end) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(keys);
        generator.initialize(keys.equals("EC") ? 256 : 2048);
        algorithm = keys.equals("EC") ? "SHA256withECDSA" : "SHA256withRSA";
        rootKey = generator.generateKeyPair();
        KeyPair middle = generator.generateKeyPair();
        KeyPair ours = generator.generateKeyPair();
        root = certificate("CN=TSA Root", rootKey, "CN=TSA Root", rootKey, true, purpose, BORN.plus(LIFE));
        intermediate = certificate("CN=TSA Middle", middle, "CN=TSA Root", rootKey, true, purpose, BORN.plus(LIFE));
        own = certificate("CN=Test TSA", ours, "CN=TSA Middle", middle, false, purpose, end);
        key = ours.getPrivate();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/tsr", this::answer);
        server.start();
    }

    public static TestAuthority start() throws Exception {
        return start("EC");
    }

    /** With keys of that kind, "EC" or "RSA". */
    public static TestAuthority start(String keys) throws Exception {
        return new TestAuthority(keys, KeyPurposeId.id_kp_timeStamping, BORN.plus(LIFE));
    }

    /** One whose certificate is for something else. */
    static TestAuthority startForCodeSigning() throws Exception {
        return new TestAuthority("EC", KeyPurposeId.id_kp_codeSigning, BORN.plus(LIFE));
    }

    /** One whose certificate ends then. */
    public static TestAuthority startUntil(Instant end) throws Exception {
        return new TestAuthority("EC", KeyPurposeId.id_kp_timeStamping, end);
    }

    private X509Certificate certificate(
            String subject,
            KeyPair keys,
            String issuer,
            KeyPair by,
            boolean authority,
            KeyPurposeId purpose,
            Instant end)
            throws GeneralSecurityException, OperatorCreationException, CertIOException {
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                new X500Name(issuer),
                BigInteger.valueOf(System.nanoTime()),
                Date.from(BORN),
                Date.from(end),
                new X500Name(subject),
                keys.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
        builder.addExtension(
                Extension.keyUsage, true, new KeyUsage(authority ? KeyUsage.keyCertSign : KeyUsage.digitalSignature));
        if (!authority) {
            builder.addExtension(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(purpose));
        }
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder(algorithm).build(by.getPrivate())));
    }

    public X509Certificate root() {
        return root;
    }

    public void be(Mood next) {
        mood = next;
    }

    public void setTime(Instant now) {
        time = now;
    }

    /** How often it was asked. */
    public int asked() {
        return asked.get();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/tsr");
    }

    /** Settings that name it; its root's PEM file is written into a directory. */
    public Settings.TimeStamping settings(Path directory) throws IOException {
        return new Settings.TimeStamping(
                Optional.of(url()), Optional.of(POLICY), List.of(rootFile(directory)), Duration.ofMillis(700));
    }

    public Path rootFile(Path directory) throws IOException {
        Files.createDirectories(directory);
        Path file = directory.resolve("tsa-ca.pem");
        PemOutput.certificates(file, List.of(root));
        return file;
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.incrementAndGet();
        try (exchange) {
            TimeStampRequest request =
                    new TimeStampRequest(exchange.getRequestBody().readAllBytes());
            switch (mood) {
                case SILENT -> closing.await();
                case SLOW -> {
                    exchange.getResponseHeaders().add("Content-Type", "application/timestamp-reply");
                    exchange.sendResponseHeaders(200, 5000);
                    exchange.getResponseBody().write(new byte[10]);
                    exchange.getResponseBody().flush();
                    closing.await();
                }
                case BUSY -> exchange.sendResponseHeaders(503, -1);
                case HTML -> send(exchange, "text/html", "<html>".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                case GARBAGE -> reply(exchange, new byte[] {0x30, 0x03, 0x01, 0x02, 0x03, 0x04});
                case OVERSIZED -> reply(exchange, new byte[TimeStampAuthority.MAX_ANSWER + 1]);
                default -> reply(exchange, stamp(request));
            }
        } catch (InterruptedException | GeneralSecurityException | TSPException | OperatorCreationException e) {
            throw new IOException(e);
        }
    }

    private byte[] stamp(TimeStampRequest request)
            throws GeneralSecurityException, TSPException, OperatorCreationException, IOException {
        TimeStampRequest of = altered(request);
        TimeStampTokenGenerator tokens = new TimeStampTokenGenerator(
                new JcaSimpleSignerInfoGeneratorBuilder().build(algorithm, key, own),
                new JcaDigestCalculatorProviderBuilder()
                        .build()
                        .get(new AlgorithmIdentifier(OIWObjectIdentifiers.idSHA1)),
                new ASN1ObjectIdentifier(mood == Mood.WRONG_POLICY ? "1.2.3.4.2" : POLICY));
        if (mood != Mood.NO_CERTIFICATE) {
            // A certificate of no use among them, as some authorities send.
            tokens.addCertificates(new JcaCertStore(List.of(own, intermediate, stranger())));
        }
        Set<String> algorithms = Set.of((mood == Mood.REJECTING ? TSPAlgorithms.SHA512 : TSPAlgorithms.SHA256).getId());
        TimeStampResponseGenerator responses = new TimeStampResponseGenerator(tokens, algorithms);
        return responses
                .generate(of, BigInteger.valueOf(serial.incrementAndGet()), Date.from(time))
                .getEncoded();
    }

    private X509Certificate stranger() throws GeneralSecurityException, OperatorCreationException, CertIOException {
        return certificate(
                "CN=Stranger", rootKey, "CN=Nobody", rootKey, true, KeyPurposeId.id_kp_timeStamping, BORN.plus(LIFE));
    }

    private TimeStampRequest altered(TimeStampRequest request) {
        byte[] imprint = request.getMessageImprintDigest().clone();
        BigInteger nonce = request.getNonce();
        switch (mood) {
            case WRONG_IMPRINT -> imprint[0] ^= 1;
            case WRONG_NONCE -> nonce = nonce.add(BigInteger.ONE);
            case WRONG_POLICY -> {
                // Without the policy that was asked for, it takes its own.
            }
            default -> {
                return request;
            }
        }
        TimeStampRequestGenerator generator = new TimeStampRequestGenerator();
        generator.setCertReq(true);
        return generator.generate(request.getMessageImprintAlgOID(), imprint, nonce);
    }

    private static void reply(HttpExchange exchange, byte[] body) throws IOException {
        send(exchange, "application/timestamp-reply", body);
    }

    private static void send(HttpExchange exchange, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", type);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
    }
}
