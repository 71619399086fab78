package org.callvault.srtp;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES in counter mode and HMAC-SHA1 (RFC 3711, sections 4.1.1 and 4.2; RFC 6188 for the larger keys). */
final class CounterModeTransform implements PacketTransform {
    static final int AUTH_KEY_LENGTH = 20;
    private static final int RTCP_FIXED = 8;
    private static final int TRAILER = 4;

    private final SecretKeySpec cipherKey;
    private final byte[] salt;
    private final Cipher cipher;
    private final HmacSha1 mac;
    private final int tagLength;
    private final byte[] iv = new byte[16];
    private final byte[] tag = new byte[HmacSha1.LENGTH];

    /** Wipes key and authKey; keeps salt, of 14 bytes. */
    CounterModeTransform(byte[] key, byte[] salt, byte[] authKey, int tagLength) {
        try {
            this.cipherKey = new SecretKeySpec(key, "AES");
            this.salt = salt;
            this.cipher = Cipher.getInstance("AES/CTR/NoPadding");
            this.mac = new HmacSha1(authKey);
            this.tagLength = tagLength;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES in counter mode", e);
        } finally {
            Arrays.fill(key, (byte) 0);
            Arrays.fill(authKey, (byte) 0);
        }
    }

    @Override
    public int openRtp(byte[] buffer, int offset, int length, int mki, int header, int ssrc, long index) {
        int plain = length - tagLength - mki;
        mac.compute(buffer, offset, plain, roc(index), tag);
        if (!hasTag(buffer, offset + length - tagLength)) {
            return -1;
        }
        crypt(buffer, offset + header, plain - header, ssrc, index);
        return plain;
    }

    @Override
    public int sealRtp(byte[] buffer, int offset, int length, byte[] mki, int header, int ssrc, long index) {
        crypt(buffer, offset + header, length - header, ssrc, index);
        mac.compute(buffer, offset, length, roc(index), tag);
        return append(buffer, offset, length, mki);
    }

    @Override
    public int openRtcp(byte[] buffer, int offset, int length, int mki) {
        int plain = length - tagLength - mki - TRAILER;
        mac.compute(buffer, offset, plain + TRAILER, tag);
        if (!hasTag(buffer, offset + length - tagLength)) {
            return -1;
        }
        int trailer = Words.read(buffer, offset + plain);
        if ((trailer & Words.E_FLAG) != 0) {
            int ssrc = Words.read(buffer, offset + 4);
            crypt(buffer, offset + RTCP_FIXED, plain - RTCP_FIXED, ssrc, trailer & ~Words.E_FLAG);
        }
        return plain;
    }

    @Override
    public int sealRtcp(byte[] buffer, int offset, int length, byte[] mki, int index) {
        crypt(buffer, offset + RTCP_FIXED, length - RTCP_FIXED, Words.read(buffer, offset + 4), index);
        Words.write(buffer, offset + length, Words.E_FLAG | index);
        mac.compute(buffer, offset, length + TRAILER, tag);
        return append(buffer, offset, length + TRAILER, mki);
    }

    private int append(byte[] buffer, int offset, int length, byte[] mki) {
        System.arraycopy(mki, 0, buffer, offset + length, mki.length);
        System.arraycopy(tag, 0, buffer, offset + length + mki.length, tagLength);
        return length + mki.length + tagLength;
    }

    /** Compared in constant time. */
    private boolean hasTag(byte[] buffer, int at) {
        int different = 0;
        for (int i = 0; i < tagLength; i++) {
            different |= tag[i] ^ buffer[at + i];
        }
        return different == 0;
    }

    /** Encrypts or decrypts in place: IV = salt * 2^16 XOR SSRC * 2^64 XOR index * 2^16 (4.1.1). */
    void crypt(byte[] buffer, int offset, int length, int ssrc, long index) {
        System.arraycopy(salt, 0, iv, 0, salt.length);
        iv[14] = 0;
        iv[15] = 0;
        Words.xor(iv, 4, ssrc);
        Words.xor(iv, 10, (int) index);
        iv[8] ^= (byte) (index >>> 40);
        iv[9] ^= (byte) (index >>> 32);
        try {
            cipher.init(Cipher.ENCRYPT_MODE, cipherKey, new IvParameterSpec(iv));
            cipher.doFinal(buffer, offset, length, buffer, offset);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("counter mode takes any length", e);
        }
    }

    private static int roc(long index) {
        return (int) (index >>> 16);
    }

    /** Wipes what can be wiped; the session keys inside the JCE objects go with them. */
    @Override
    public void close() {
        Arrays.fill(salt, (byte) 0);
        Arrays.fill(iv, (byte) 0);
        mac.close();
    }
}
