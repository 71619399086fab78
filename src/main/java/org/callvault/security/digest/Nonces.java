package org.callvault.security.digest;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Nonces that need no memory: the time of issue and a random number under an HMAC, so that every node that shares the secret
 * knows its own.
 *
 * <pre>
 *  | milliseconds since 1970 (8) | random (8) | HMAC-SHA256 of both, cut (16) |   in base64url
 * </pre>
 */
public final class Nonces {
    private static final int SIGNED = 16;
    private static final int TAG = 16;

    private final SecretKeySpec secret;
    private final Duration lifetime;
    private final RandomGenerator random;

    /**
     * Nonces of one secret.
     *
     * @param secret 32 bytes, the same on every node
     * @param lifetime after which a nonce is stale
     */
    public Nonces(byte[] secret, Duration lifetime, RandomGenerator random) {
        this.secret = new SecretKeySpec(secret, "HmacSHA256");
        this.lifetime = lifetime;
        this.random = random;
    }

    /** What a nonce turns out to be. */
    public enum Age {
        FRESH,
        /** Ours, and too old: whoever holds it may try again with a new one. */
        STALE,
        FOREIGN
    }

    String issue(Instant now) {
        byte[] nonce = new byte[SIGNED + TAG];
        ByteBuffer.wrap(nonce).putLong(now.toEpochMilli()).putLong(random.nextLong());
        System.arraycopy(tag(nonce), 0, nonce, SIGNED, TAG);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(nonce);
    }

    Age age(String text, Instant now) {
        byte[] nonce;
        try {
            nonce = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return Age.FOREIGN;
        }
        boolean ours = nonce.length == SIGNED + TAG
                && MessageDigest.isEqual(tag(nonce), Arrays.copyOfRange(nonce, SIGNED, SIGNED + TAG));
        if (!ours) {
            return Age.FOREIGN;
        }
        Instant issued = Instant.ofEpochMilli(ByteBuffer.wrap(nonce).getLong());
        return issued.plus(lifetime).isBefore(now) || issued.isAfter(now.plus(lifetime)) ? Age.STALE : Age.FRESH;
    }

    Duration lifetime() {
        return lifetime;
    }

    private byte[] tag(byte[] nonce) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(secret);
            mac.update(nonce, 0, SIGNED);
            return Arrays.copyOf(mac.doFinal(), TAG);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JVM has HmacSHA256", impossible);
        }
    }
}
