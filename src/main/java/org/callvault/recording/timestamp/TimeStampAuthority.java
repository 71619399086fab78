package org.callvault.recording.timestamp;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponse;
import org.bouncycastle.tsp.TimeStampToken;
import org.callvault.config.Settings;
import org.callvault.recording.timestamp.TimeStampFailed.Reason;
import org.callvault.security.CertificatePaths;
import org.callvault.security.PemCredentials;

/** Asks an authority for time stamps over HTTP (RFC 3161, 3.4), and believes nothing that it cannot check. */
public final class TimeStampAuthority implements AutoCloseable {
    /** An answer with a long chain of certificates has some ten kilobytes. */
    static final int MAX_ANSWER = 1 << 17;

    private static final int NONCE_BITS = 64;
    private static final String REQUEST = "application/timestamp-query";
    private static final String ANSWER = "application/timestamp-reply";

    private final URI url;
    private final Optional<String> policy;
    private final List<X509Certificate> anchors;
    private final Duration within;
    private final SecureRandom random = new SecureRandom();
    private final HttpClient client;

    private TimeStampAuthority(URI url, Optional<String> policy, Collection<X509Certificate> anchors, Duration within) {
        this.url = url;
        this.policy = policy;
        this.anchors = List.copyOf(anchors);
        this.within = within;
        this.client = HttpClient.newBuilder()
                .connectTimeout(within)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /**
     * The authority that the settings name.
     *
     * @throws org.callvault.security.PemProblem if its certificates cannot be read
     */
    public static TimeStampAuthority of(Settings.TimeStamping settings) {
        List<X509Certificate> anchors = settings.certificates().stream()
                .flatMap(file -> PemCredentials.certificates(file).stream())
                .toList();
        return new TimeStampAuthority(
                settings.url().orElseThrow(), settings.policy(), anchors, settings.answerWithin());
    }

    /** Where it is asked. */
    public URI url() {
        return url;
    }

    /**
     * A time stamp of a content, in the form in which it is kept. Blocks, at most as long as the settings say.
     *
     * @throws TimeStampFailed if there is none, or none that can be believed
     */
    public byte[] stamp(byte[] content) throws TimeStampFailed, InterruptedException {
        TimeStampRequest request = request(content);
        TimeStampResponse response = TimeStamp.response(ask(request));
        TimeStampToken token = TimeStamp.token(response);
        try {
            response.validate(request);
        } catch (TSPException | RuntimeException another) {
            throw new TimeStampFailed(
                    Reason.MISMATCH, "it does not answer what was asked: " + another.getMessage(), another);
        }
        TimeStamp stamp = TimeStamp.read(token, content);
        Optional<String> distrusted = CertificatePaths.distrusted(stamp.chain(), anchors, stamp.at());
        if (distrusted.isPresent()) {
            throw new TimeStampFailed(
                    Reason.UNTRUSTED, "no trusted certificate vouches for the authority: " + distrusted.get());
        }
        byte[] kept = TimeStamp.plain(token);
        // What is going to be found by whoever verifies.
        TimeStamp.read(kept, content);
        return kept;
    }

    private TimeStampRequest request(byte[] content) {
        TimeStampRequestGenerator generator = new TimeStampRequestGenerator();
        generator.setCertReq(true);
        policy.map(ASN1ObjectIdentifier::new).ifPresent(generator::setReqPolicy);
        return generator.generate(
                NISTObjectIdentifiers.id_sha256, TimeStamp.sha256(content), new BigInteger(NONCE_BITS, random));
    }

    /** The time is for all of the answer: the client's own ends with the head. */
    private byte[] ask(TimeStampRequest request) throws TimeStampFailed, InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(post(request), BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_ANSWER));
        try {
            return body(answer.get(within.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            throw new TimeStampFailed(Reason.TOO_SLOW, "no answer within " + within.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            throw failed(e.getCause() == null ? e : e.getCause());
        } finally {
            answer.cancel(true);
        }
    }

    private HttpRequest post(TimeStampRequest request) {
        try {
            return HttpRequest.newBuilder(url)
                    .header("Content-Type", REQUEST)
                    .header("Accept", ANSWER)
                    .POST(BodyPublishers.ofByteArray(request.getEncoded()))
                    .build();
        } catch (IOException e) {
            throw new IllegalStateException("a request cannot be written", e);
        }
    }

    private static byte[] body(HttpResponse<byte[]> answer) throws TimeStampFailed {
        String type = answer.headers().firstValue("Content-Type").orElse("none");
        if (answer.statusCode() != 200) {
            throw new TimeStampFailed(Reason.HTTP_STATUS, "it answered with status " + answer.statusCode());
        }
        if (!type.toLowerCase(Locale.ROOT).startsWith(ANSWER)) {
            throw new TimeStampFailed(Reason.UNREADABLE, "it answered with another content type than " + ANSWER);
        }
        return answer.body();
    }

    private static TimeStampFailed failed(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        // The limiting handler says so in words only.
        return message.contains("body exceeds capacity")
                ? new TimeStampFailed(Reason.TOO_LARGE, "its answer is longer than " + MAX_ANSWER + " bytes", cause)
                : new TimeStampFailed(Reason.UNREACHABLE, "it cannot be asked: " + cause, cause);
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
