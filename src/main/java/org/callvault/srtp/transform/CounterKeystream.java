package org.callvault.srtp.transform;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES in counter mode, made of encrypted counters: the key is scheduled once, and a packet allocates nothing, which the JDK's
 * own counter mode would for each initialisation vector. One thread at a time.
 */
final class CounterKeystream implements AutoCloseable {
    private static final int BLOCK = 16;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();

    private final Cipher cipher;
    private byte[] counters = new byte[0];
    private byte[] keystream = new byte[0];

    /** A key of 16, 24 or 32 bytes. */
    CounterKeystream(byte[] key) {
        try {
            cipher = Cipher.getInstance("AES/ECB/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES", e);
        }
    }

    /**
     * Encrypts or decrypts in place.
     *
     * @param high first half of the initialisation vector
     * @param low second half, whose last 16 bits count the blocks and are 0: enough for a megabyte
     */
    void apply(byte[] buffer, int offset, int length, long high, long low) {
        int whole = (length + BLOCK - 1) / BLOCK * BLOCK;
        if (whole > counters.length) {
            counters = new byte[whole];
            keystream = new byte[whole];
        }
        for (int at = 0, block = 0; at < whole; at += BLOCK, block++) {
            LONG.set(counters, at, high);
            LONG.set(counters, at + Long.BYTES, low + block);
        }
        try {
            cipher.update(counters, 0, whole, keystream, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("whole blocks can always be encrypted", e);
        }
        mix(buffer, offset, length);
    }

    private void mix(byte[] buffer, int offset, int length) {
        int at = 0;
        for (; at + Long.BYTES <= length; at += Long.BYTES) {
            long mixed = (long) LONG.get(buffer, offset + at) ^ (long) LONG.get(keystream, at);
            LONG.set(buffer, offset + at, mixed);
        }
        for (; at < length; at++) {
            buffer[offset + at] ^= keystream[at];
        }
    }

    /** Wipes the keystream; the key inside the JCE object goes with that. */
    @Override
    public void close() {
        Arrays.fill(keystream, (byte) 0);
        Arrays.fill(counters, (byte) 0);
    }
}
