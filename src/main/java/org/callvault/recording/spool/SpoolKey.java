package org.callvault.recording.spool;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key that wraps the data keys of all spooled recordings: 256 bits. Whoever has it and the segments can read what is not
 * finished yet. Held in memory as long as the process lives, because segments open at any time.
 */
public final class SpoolKey {
    private static final int BYTES = 32;

    private final byte[] key;

    private SpoolKey(byte[] key) {
        this.key = key.clone();
    }

    /**
     * A key that is kept somewhere.
     *
     * @throws SpoolException when it has not 32 bytes
     */
    public static SpoolKey of(byte[] key) {
        if (key.length != BYTES) {
            throw new SpoolException("a spool key has " + BYTES + " bytes, this one has " + key.length, null);
        }
        return new SpoolKey(key);
    }

    /** A new one, to be kept before it is used. */
    public static SpoolKey random(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        SpoolKey made = new SpoolKey(bytes);
        Arrays.fill(bytes, (byte) 0);
        return made;
    }

    /** For where it is kept; wiped by whoever asked. */
    public byte[] encoded() {
        return key.clone();
    }

    SecretKeySpec spec() {
        return new SecretKeySpec(key, "AES");
    }

    /** Eight bytes that name the key without telling anything about it. */
    byte[] fingerprint() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update("callvault spool key".getBytes(StandardCharsets.US_ASCII));
            return Arrays.copyOf(digest.digest(key), 8);
        } catch (GeneralSecurityException e) {
            throw new SpoolException("SHA-256 is missing", e);
        }
    }

    /** The fingerprint in hexadecimal. */
    public String id() {
        return HexFormat.of().formatHex(fingerprint());
    }

    @Override
    public String toString() {
        return "SpoolKey[redacted]";
    }
}
