package org.callvault.recording.seal;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The encryption of AES-GCM without its tag (NIST SP 800-38D, 7.1): counter mode, whose content begins at counter 2. */
final class KeyStream {
    private static final int BLOCK = 16;

    private final SecretKeySpec key;
    private final byte[] nonce;
    private final Cipher cipher;

    KeyStream(SecretKeySpec key, byte[] nonce) {
        this.key = key;
        this.nonce = nonce.clone();
        try {
            this.cipher = Cipher.getInstance("AES/CTR/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES in counter mode", e);
        }
    }

    /**
     * En- or decrypts a piece.
     *
     * @param position of its first byte in the content, a multiple of 16
     */
    void apply(long position, byte[] from, int length, byte[] to) {
        int counter = Math.toIntExact(2 + position / BLOCK);
        byte[] start = ByteBuffer.allocate(BLOCK).put(nonce).putInt(counter).array();
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(start));
            cipher.doFinal(from, 0, length, to, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("counter mode cannot fail", e);
        }
    }
}
