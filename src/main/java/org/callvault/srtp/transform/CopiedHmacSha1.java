package org.callvault.srtp.transform;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** HMAC-SHA1 by what every JDK offers: copies of a MessageDigest that has digested the key's block. */
final class CopiedHmacSha1 implements HmacSha1 {

    private final MessageDigest inner;
    private final MessageDigest outer;
    private final byte[] word = new byte[4];

    /** A key of at most 64 bytes. */
    CopiedHmacSha1(byte[] key) {
        inner = keyed(key, INNER_PAD);
        outer = keyed(key, OUTER_PAD);
    }

    private static MessageDigest keyed(byte[] key, byte pad) {
        byte[] block = HmacSha1.keyBlock(key, pad);
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            digest.update(block);
            return digest;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        } finally {
            Arrays.fill(block, (byte) 0);
        }
    }

    @Override
    public void compute(byte[] buffer, int offset, int length, byte[] code) {
        finish(begun(buffer, offset, length), code);
    }

    @Override
    public void compute(byte[] buffer, int offset, int length, int after, byte[] code) {
        MessageDigest digest = begun(buffer, offset, length);
        Words.write(word, 0, after);
        digest.update(word);
        finish(digest, code);
    }

    private MessageDigest begun(byte[] buffer, int offset, int length) {
        MessageDigest digest = copy(inner);
        digest.update(buffer, offset, length);
        return digest;
    }

    private void finish(MessageDigest innerDigest, byte[] code) {
        try {
            innerDigest.digest(code, 0, LENGTH);
            MessageDigest digest = copy(outer);
            digest.update(code, 0, LENGTH);
            digest.digest(code, 0, LENGTH);
        } catch (DigestException e) {
            throw new IllegalStateException("the code has room", e);
        }
    }

    private static MessageDigest copy(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's SHA-1 can be copied", e);
        }
    }

    @Override
    public void close() {
        inner.reset();
        outer.reset();
    }
}
