package org.callvault.conformance;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.callvault.srtp.SrtpMasterKey;
import org.callvault.srtp.SrtpSuite;

/**
 * A sender of SRTP and SRTCP as the RFCs write it down, formula by formula, over the JDK's ciphers: what ours is held
 * against. Its indices are told, not guessed; its RTP headers have 12 bytes. Keys are in the open: for tests only.
 */
final class TextbookSrtp {
    private static final int RTP_HEADER = 12;
    private static final int RTCP_HEADER = 8;
    private static final int GCM_SALT = 12;
    private static final int GCM_TAG = 16;

    private final byte[] cipherKey;
    private final byte[] authKey;
    private final byte[] salt;
    private final int tagLength;

    private TextbookSrtp(byte[] cipherKey, byte[] authKey, byte[] salt, int tagLength) {
        this.cipherKey = cipherKey;
        this.authKey = authKey;
        this.salt = salt;
        this.tagLength = tagLength;
    }

    /** With the session keys of a test vector, in hexadecimal; a salt of 12 bytes is one of Galois/counter mode. */
    static TextbookSrtp ofSessionKeys(String cipherKey, String authKey, String salt) {
        HexFormat hex = HexFormat.of();
        return new TextbookSrtp(hex.parseHex(cipherKey), hex.parseHex(authKey), hex.parseHex(salt), 10);
    }

    /** With the session keys of SRTP: labels 0, 1 and 2 (RFC 3711, 4.3.2). */
    static TextbookSrtp rtp(SrtpMasterKey master) {
        return derived(master, 0, master.suite().rtpTagLength());
    }

    /** With those of SRTCP: labels 3, 4 and 5. */
    static TextbookSrtp rtcp(SrtpMasterKey master) {
        return derived(master, 3, master.suite().rtcpTagLength());
    }

    private static TextbookSrtp derived(SrtpMasterKey master, int label, int tagLength) {
        SrtpSuite suite = master.suite();
        return new TextbookSrtp(
                sessionKey(master, label, suite.keyLength()),
                sessionKey(master, label + 1, 20),
                sessionKey(master, label + 2, suite.saltLength()),
                tagLength);
    }

    /** x = (label * 2^48) XOR salt, as the counter x * 2^16 (RFC 3711, 4.3.1 and 4.3.3; RFC 7714, 11 pads the salt). */
    static byte[] sessionKey(SrtpMasterKey master, int label, int length) {
        byte[] keyAndSalt = master.keyAndSalt();
        int keyLength = master.suite().keyLength();
        byte[] padded = Arrays.copyOf(Arrays.copyOfRange(keyAndSalt, keyLength, keyAndSalt.length), 14);
        BigInteger x = BigInteger.valueOf(label).shiftLeft(48).xor(number(padded));
        return counterMode(Arrays.copyOf(keyAndSalt, keyLength), x.shiftLeft(16), new byte[length]);
    }

    /** RFC 3711, 3.1 and 4.2; RFC 7714, 8. */
    byte[] rtp(byte[] plain, long index) {
        byte[] header = Arrays.copyOf(plain, RTP_HEADER);
        byte[] payload = Arrays.copyOfRange(plain, RTP_HEADER, plain.length);
        int ssrc = ByteBuffer.wrap(plain).getInt(8);
        if (isAead()) {
            return joined(header, galois(ssrc, index, header, payload));
        }
        byte[] encrypted = joined(header, counterMode(cipherKey, counter(ssrc, index), payload));
        return joined(encrypted, tag(joined(encrypted, word((int) (index >>> 16)))));
    }

    /** RFC 3711, 3.4; RFC 7714, 9. Else the E-flag is 0 and nothing is encrypted. */
    byte[] rtcp(byte[] plain, int index, boolean encrypted) {
        byte[] header = Arrays.copyOf(plain, RTCP_HEADER);
        byte[] rest = Arrays.copyOfRange(plain, RTCP_HEADER, plain.length);
        int ssrc = ByteBuffer.wrap(plain).getInt(4);
        byte[] word = word(encrypted ? 0x8000_0000 | index : index);
        if (isAead()) {
            return encrypted
                    ? joined(header, galois(ssrc, index, joined(header, word), rest), word)
                    : joined(plain, galois(ssrc, index, joined(plain, word), new byte[0]), word);
        }
        byte[] body = encrypted ? joined(header, counterMode(cipherKey, counter(ssrc, index), rest)) : plain;
        return joined(body, word, tag(joined(body, word)));
    }

    private boolean isAead() {
        return salt.length == GCM_SALT;
    }

    /** (salt * 2^16) XOR (SSRC * 2^64) XOR (index * 2^16): RFC 3711, 4.1.1. */
    private BigInteger counter(int ssrc, long index) {
        return number(salt).shiftLeft(16).xor(unsigned(ssrc).shiftLeft(64)).xor(BigInteger.valueOf(index << 16));
    }

    private static byte[] counterMode(byte[] key, BigInteger counter, byte[] input) {
        try {
            Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
            IvParameterSpec iv = new IvParameterSpec(bytes(counter, 16));
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), iv);
            return cipher.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Of SRTP and of SRTCP: (SSRC * 2^48 + index) XOR salt (RFC 7714, 8.1 and 9.1). */
    private byte[] galois(int ssrc, long index, byte[] associated, byte[] input) {
        BigInteger iv =
                unsigned(ssrc).shiftLeft(48).add(BigInteger.valueOf(index)).xor(number(salt));
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            GCMParameterSpec parameters = new GCMParameterSpec(8 * GCM_TAG, bytes(iv, GCM_SALT));
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(cipherKey, "AES"), parameters);
            cipher.updateAAD(associated);
            return cipher.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] tag(byte[] authenticated) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(authKey, "HmacSHA1"));
            return Arrays.copyOf(mac.doFinal(authenticated), tagLength);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] word(int value) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
    }

    private static BigInteger unsigned(int value) {
        return BigInteger.valueOf(Integer.toUnsignedLong(value));
    }

    private static BigInteger number(byte[] bytes) {
        return new BigInteger(1, bytes);
    }

    private static byte[] bytes(BigInteger number, int length) {
        byte[] raw = joined(new byte[length], number.toByteArray());
        return Arrays.copyOfRange(raw, raw.length - length, raw.length);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
