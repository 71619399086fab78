package org.callvault.srtp;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES in counter mode and HMAC-SHA1 under one set of session keys (RFC 3711, sections 4.1.1 and 4.2): one direction of RTP,
 * or of RTCP. Used by one thread at a time.
 */
final class PacketTransform {
    private static final int AUTH_KEY_LENGTH = 20;
    private static final int DIGEST_LENGTH = 20;

    private final SecretKeySpec cipherKey;
    private final byte[] salt;
    private final Cipher cipher;
    private final Mac mac;
    private final int tagLength;
    private final byte[] iv = new byte[16];
    private final byte[] digest = new byte[DIGEST_LENGTH];
    private final byte[] word = new byte[4];

    private PacketTransform(byte[] key, byte[] salt, byte[] authKey, int tagLength) {
        try {
            this.cipherKey = new SecretKeySpec(key, "AES");
            this.salt = salt;
            this.cipher = Cipher.getInstance("AES/CTR/NoPadding");
            this.mac = Mac.getInstance("HmacSHA1");
            this.mac.init(new SecretKeySpec(authKey, "HmacSHA1"));
            this.tagLength = tagLength;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES and HMAC-SHA1", e);
        } finally {
            Arrays.fill(key, (byte) 0);
            Arrays.fill(authKey, (byte) 0);
        }
    }

    static PacketTransform rtp(SrtpMasterKey master) {
        SrtpSuite suite = master.suite();
        return of(master, KeyDerivation.RTP_CIPHER, suite.rtpTagLength());
    }

    static PacketTransform rtcp(SrtpMasterKey master) {
        SrtpSuite suite = master.suite();
        return of(master, KeyDerivation.RTCP_CIPHER, suite.rtcpTagLength());
    }

    private static PacketTransform of(SrtpMasterKey master, int firstLabel, int tagLength) {
        SrtpSuite suite = master.suite();
        byte[] keyAndSalt = master.keyAndSalt();
        byte[] key = Arrays.copyOf(keyAndSalt, suite.keyLength());
        byte[] salt = Arrays.copyOfRange(keyAndSalt, suite.keyLength(), keyAndSalt.length);
        try {
            return new PacketTransform(
                    KeyDerivation.derive(key, salt, firstLabel, suite.keyLength()),
                    KeyDerivation.derive(key, salt, firstLabel + 2, suite.saltLength()),
                    KeyDerivation.derive(key, salt, firstLabel + 1, AUTH_KEY_LENGTH),
                    tagLength);
        } finally {
            Arrays.fill(keyAndSalt, (byte) 0);
            Arrays.fill(key, (byte) 0);
            Arrays.fill(salt, (byte) 0);
        }
    }

    /** Wipes what can be wiped; the session keys inside the JCE objects go with them. */
    void close() {
        Arrays.fill(salt, (byte) 0);
        Arrays.fill(iv, (byte) 0);
        mac.reset();
    }

    int tagLength() {
        return tagLength;
    }

    /** Encrypts or decrypts in place: IV = salt * 2^16 XOR SSRC * 2^64 XOR index * 2^16 (4.1.1). */
    void crypt(byte[] buffer, int offset, int length, int ssrc, long index) {
        Arrays.fill(iv, (byte) 0);
        System.arraycopy(salt, 0, iv, 0, salt.length);
        for (int i = 0; i < 4; i++) {
            iv[4 + i] ^= (byte) (ssrc >>> (24 - 8 * i));
        }
        for (int i = 0; i < 6; i++) {
            iv[8 + i] ^= (byte) (index >>> (40 - 8 * i));
        }
        try {
            cipher.init(Cipher.ENCRYPT_MODE, cipherKey, new IvParameterSpec(iv));
            cipher.doFinal(buffer, offset, length, buffer, offset);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("counter mode takes any length", e);
        }
    }

    /** Whether the bytes and, for RTP, the rollover counter have this tag; compared in constant time. */
    boolean authentic(byte[] buffer, int offset, int length, long roc, int tagOffset) {
        computeTag(buffer, offset, length, roc);
        int different = 0;
        for (int i = 0; i < tagLength; i++) {
            different |= digest[i] ^ buffer[tagOffset + i];
        }
        return different == 0;
    }

    void writeTag(byte[] buffer, int offset, int length, long roc, int tagOffset) {
        computeTag(buffer, offset, length, roc);
        System.arraycopy(digest, 0, buffer, tagOffset, tagLength);
    }

    /** A negative roc stands for SRTCP, whose tag covers no rollover counter. */
    private void computeTag(byte[] buffer, int offset, int length, long roc) {
        mac.update(buffer, offset, length);
        if (roc >= 0) {
            for (int i = 0; i < 4; i++) {
                word[i] = (byte) (roc >>> (24 - 8 * i));
            }
            mac.update(word);
        }
        try {
            mac.doFinal(digest, 0);
        } catch (ShortBufferException e) {
            throw new IllegalStateException("the digest has room", e);
        }
    }
}
